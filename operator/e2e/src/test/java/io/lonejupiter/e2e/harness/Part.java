package io.lonejupiter.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One part of the system as a process of its own, started by the launcher. */
public final class Part implements AutoCloseable {
  private static final Path HOME =
      Path.of(System.getProperty("lj.home")).toAbsolutePath().normalize();

  private final Process process;
  private final Path log;

  private Part(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * A verb of the launcher.
   *
   * @param log is added to
   * @param environment beside this process's own
   */
  public static Part start(Path log, Map<String, String> environment, List<String> words) {
    var command = new ArrayList<String>();
    command.add(HOME.resolve("lonejupiter").toString());
    command.addAll(words);
    return run(log, environment, command);
  }

  /** Any command, as {@link #start}. */
  public static Part run(Path log, Map<String, String> environment, List<String> command) {
    var builder = new ProcessBuilder(command);
    builder.environment().put("LJ_NO_BUILD", "1");
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new Part(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its own end. */
  public void await() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError("no good end within 60 s:\n" + said());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** All that it has written. */
  public String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("did not end within 20 s:\n" + said());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
