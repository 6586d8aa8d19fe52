package io.lonejupiter.e2e.harness;

import static org.awaitility.Awaitility.await;

import io.lonejupiter.tools.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code lonejupiter server} as a process of its own, on free ports of 127.0.0.1. */
public final class ApiServerProcess implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  private final Path data;
  private final String consul;
  private final List<String> command;
  private final int port;
  private final int apiPort;
  private Process process;

  /**
   * @param consul URL of the Consul it works with
   */
  public ApiServerProcess(Path data, String consul) {
    this.data = data;
    this.consul = consul;
    List<Integer> ports = Ports.free("127.0.0.1", 2);
    this.port = ports.get(0);
    this.apiPort = ports.get(1);
    Path home = Path.of(System.getProperty("lj.home")).toAbsolutePath().normalize();
    this.command =
        List.of(
            home.resolve("lonejupiter").toString(),
            "server",
            "--consul",
            consul,
            "--data",
            data.toString(),
            "--address",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--api-port",
            Integer.toString(apiPort));
  }

  /** Starts it; {@link #awaitReady} waits. */
  public void start() {
    try {
      Files.createDirectories(data);
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("LJ_NO_BUILD", "1");
      builder.environment().remove("KUBECONFIG");
      process =
          builder
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve("log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it leads, or knows who does. */
  public void awaitReady() {
    await("server on port " + port)
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> status("http://127.0.0.1:" + port + "/readyz") == 200);
  }

  private static int status(String url) {
    try {
      var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(2));
      return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** URL of the Consul it works with. */
  public String consul() {
    return consul;
  }

  public String apiUrl() {
    return "https://127.0.0.1:" + apiPort;
  }

  public Path kubeconfig() {
    return data.resolve("kubeconfig");
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** As a crash would end it. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(process);
  }

  /** Sends it a signal, such as {@code STOP} or {@code CONT}. */
  public void signal(String name) {
    try {
      var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void awaitEnd(Process ending) {
    try {
      ending.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (!isAlive()) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }
}
