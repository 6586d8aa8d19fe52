package io.lonejupiter.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command as a person would, and keeps what it said. */
public final class Shell {
  private Shell() {}

  /** What a command answered. */
  public record Result(int exitCode, String out, String err) {
    /** The output; fails with everything the command said unless it exited 0. */
    public String orFail() {
      if (exitCode != 0) {
        throw new AssertionError("exit code " + exitCode + "\n" + out + "\n" + err);
      }
      return out;
    }

    public String all() {
      return out + err;
    }
  }

  public static Result run(Path folder, Map<String, String> environment, List<String> command) {
    try {
      var out = Files.createTempFile("lj-out", ".txt");
      var err = Files.createTempFile("lj-err", ".txt");
      try {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        var process = builder.start();
        if (!process.waitFor(6, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new AssertionError(
              "no end within 6 min: " + command + "\n" + Files.readString(out));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Runs a command with all its output into a file; answers its exit code. */
  public static int runInto(
      Path file, Path folder, Map<String, String> environment, List<String> command) {
    try {
      var builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(file.toFile());
      var process = builder.start();
      try {
        if (!process.waitFor(6, TimeUnit.MINUTES)) {
          throw new AssertionError("no end within 6 min: " + command);
        }
        return process.exitValue();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
