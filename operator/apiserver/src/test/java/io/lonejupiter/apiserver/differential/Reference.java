package io.lonejupiter.apiserver.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real Kubernetes API, started by the script that {@code LJ_REFERENCE_API} names. */
public final class Reference implements AutoCloseable {
  private static final String START = System.getenv("LJ_REFERENCE_API");

  private final Path kubeconfig;

  private Reference(Path kubeconfig) {
    this.kubeconfig = kubeconfig;
  }

  public static boolean isPresent() {
    return START != null && !START.isEmpty();
  }

  public static Reference start(String flavour) {
    ProcessBuilder start = new ProcessBuilder(START);
    start.environment().put("FLAVOUR", flavour);
    start.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      Process process = start.start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException("the reference " + flavour + " does not start: " + out);
      }
      return new Reference(Path.of(out.strip()));
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

  @Override
  public void close() throws IOException, InterruptedException {
    Path stop = Path.of(START).resolveSibling("stop");
    new ProcessBuilder(stop.toString(), kubeconfig.toString()).inheritIO().start().waitFor();
  }
}
