package io.lonejupiter.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real Kubernetes API, started by the script that {@code LJ_REFERENCE_API} names. */
public final class ReferenceApi implements AutoCloseable {
  private static final String START = System.getenv("LJ_REFERENCE_API");

  private final Path kubeconfig;

  private ReferenceApi(Path kubeconfig) {
    this.kubeconfig = kubeconfig;
  }

  public static boolean isPresent() {
    return START != null && !START.isEmpty();
  }

  /**
   * Starts one; {@code environment} is the script's, such as {@code FLAVOUR}.
   *
   * @throws IllegalStateException it does not come up
   */
  public static ReferenceApi start(Map<String, String> environment) {
    try {
      var start = new ProcessBuilder(START).redirectError(ProcessBuilder.Redirect.INHERIT);
      start.environment().putAll(environment);
      var process = start.start();
      var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("the reference API does not start: " + out);
      }
      return new ReferenceApi(Path.of(out.strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Its processes. */
  public List<Long> pids() {
    try {
      return Files.readAllLines(kubeconfig.resolveSibling("pids")).stream()
          .map(Long::parseLong)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it; with {@code keepData} it can be started again on the same data. */
  public void stop(boolean keepData) {
    try {
      var stop =
          new ProcessBuilder(
                  Path.of(START).resolveSibling("stop").toString(), kubeconfig.toString())
              .inheritIO();
      if (keepData) {
        stop.environment().put("KEEP", "1");
      }
      stop.start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop(false);
  }
}
