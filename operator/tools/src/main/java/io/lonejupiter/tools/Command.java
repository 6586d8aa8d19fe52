package io.lonejupiter.tools;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one short program to its end and keeps what it printed; leaves no process behind. */
final class Command {

  /**
   * @param exitCode the program's own
   * @param output standard output and standard error as they came
   */
  record Result(int exitCode, String output) {

    /** The last line that says something, for an error message. */
    String lastLine() {
      List<String> lines =
          output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
      return lines.stream()
          .filter(line -> line.startsWith("E:"))
          .findFirst()
          .orElse(lines.isEmpty() ? "no output" : lines.get(lines.size() - 1));
    }
  }

  private Command() {}

  /**
   * @throws IOException when the program cannot be started or is not done in time
   */
  static Result run(
      List<String> words, Map<String, String> environment, Path folder, Duration limit)
      throws IOException {
    Path output = Files.createTempFile("lonejupiter-", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(words);
      builder.environment().put("LC_ALL", "C");
      builder.environment().putAll(environment);
      builder.directory(folder.toFile());
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      builder.redirectInput(Path.of("/dev/null").toFile());
      Process process = builder.start();
      try {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(
              String.join(" ", words) + " was not done after " + limit.toSeconds() + " s");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException stopped =
            new InterruptedIOException("interrupted while waiting for " + words.get(0));
        stopped.initCause(e);
        throw stopped;
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      return new Result(process.exitValue(), text(output));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** As {@link #run}, and an exit code other than 0 is an error. */
  static String runOrFail(List<String> words, Path folder, Duration limit) throws IOException {
    Result result = run(words, Map.of(), folder, limit);
    if (result.exitCode() != 0) {
      String name = Path.of(words.get(0)).getFileName().toString();
      throw new IOException(name + " failed: " + result.lastLine());
    }
    return result.output();
  }

  // Programs may print anything; a stray byte must not hide the rest.
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
