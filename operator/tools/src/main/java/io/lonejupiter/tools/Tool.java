package io.lonejupiter.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program of this machine that was seen to run.
 *
 * @param executable absolute path
 * @param environment variables it needs, such as LD_LIBRARY_PATH; often empty
 * @param version what the program itself says, as {@code major.minor.patch}
 */
public record Tool(Path executable, Map<String, String> environment, String version) {

  public Tool {
    environment = Map.copyOf(environment);
  }

  /** A process builder for this program with these arguments and the environment it needs. */
  public ProcessBuilder command(String... args) {
    List<String> words = new ArrayList<>();
    words.add(executable.toString());
    words.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(environment);
    return builder;
  }
}
