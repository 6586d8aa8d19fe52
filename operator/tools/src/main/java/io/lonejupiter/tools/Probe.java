package io.lonejupiter.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a found program once to see that it works and which version it is. Changes nothing. */
final class Probe {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Probe() {}

  /**
   * @throws IOException when it does not run, is not the program its name says, or is too old; the
   *     message says which
   */
  static Tool check(ToolKind kind, Path executable, Map<String, String> environment)
      throws IOException {
    Path absolute = executable.toAbsolutePath().normalize();
    List<String> words = new ArrayList<>(List.of(absolute.toString()));
    words.addAll(kind.versionArguments());
    Command.Result result = Command.run(words, environment, Path.of("/"), LIMIT);
    Version version =
        kind.versionIn(result.output())
            .orElseThrow(
                () -> new IOException(absolute + " does not run (" + result.lastLine() + ")"));
    if (!version.isAtLeast(kind.minimum())) {
      throw new IOException(
          absolute + " is version " + version + ", older than " + kind.minimumText());
    }
    return new Tool(absolute, environment, version.toString());
  }
}
