package io.lonejupiter.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Consul server as a child process that ends with this one. Not for a Consul that must
 * outlive its starter: that one is started from {@link ConsulSettings} by a supervisor.
 *
 * <p>Not thread-safe, but {@link #close} may be called from anywhere.
 */
public final class ConsulServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConsulServer.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final long STOP_SECONDS = 15;
  private static final int PORT_ATTEMPTS = 5;

  private final Tool consul;
  private final ConsulSettings settings;
  private final Thread atExit = new Thread(this::killAtExit, "consul-at-exit");
  private volatile Process process;
  private volatile boolean closed;

  private ConsulServer(Tool consul, ConsulSettings settings) {
    this.consul = consul;
    this.settings = settings;
  }

  /**
   * Starts it and waits until it can be worked with: leader, writes, sessions.
   *
   * @throws ConsulStartException when it does not come up; nothing is left running
   */
  public static ConsulServer start(Tool consul, ConsulSettings settings) {
    ConsulServer server = new ConsulServer(consul, settings);
    Runtime.getRuntime().addShutdownHook(server.atExit);
    try {
      server.launch();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /**
   * Starts one on free ports of 127.0.0.1; takes others when a port is snatched away.
   *
   * @param folder for its files; an empty one gives an empty Consul
   */
  public static ConsulServer startForTest(Tool consul, Path folder) {
    return startForTest(consul, folder, "127.0.0.1");
  }

  /** As {@link #startForTest(Tool, Path)} on another loopback address. */
  public static ConsulServer startForTest(Tool consul, Path folder, String address) {
    for (int attempt = 1; ; attempt++) {
      ConsulPorts ports = ConsulPorts.free(address);
      try {
        return start(consul, ConsulSettings.of(folder, address, ports, "test-node"));
      } catch (ConsulStartException e) {
        if (!e.portTaken() || attempt == PORT_ATTEMPTS) {
          throw e;
        }
        LOG.info("taking other ports than {}: {}", ports, e.getMessage());
      }
    }
  }

  public ConsulSettings settings() {
    return settings;
  }

  /** {@code address:port} of the HTTP API. */
  public String httpAddress() {
    return settings.httpAddress();
  }

  /** {@code http://address:port}, without a slash at the end. */
  public String url() {
    return "http://" + settings.httpAddress();
  }

  /** The process id of the last start, also when it is stopped now. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it at once, as a crash would (SIGKILL), and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    await(process);
  }

  /** Ends it in order (SIGTERM; after 15 s SIGKILL) and waits until it is gone. Keeps its data. */
  public void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("Consul {} did not stop in {} s and is killed", pid(), STOP_SECONDS);
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Stops it if it runs and starts it again on the same data and ports; waits as {@link #start}.
   *
   * @throws ConsulStartException when it does not come up again
   */
  public void restart() {
    if (closed) {
      throw new IllegalStateException("this Consul is closed: start a new one");
    }
    stop();
    launch();
  }

  /** Stops it for good; calling it again does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (process != null) {
      stop();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      LOG.debug("closed while the Java process ends", e);
    }
  }

  private void killAtExit() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }

  private void launch() {
    try {
      Files.createDirectories(settings.folder());
      Files.writeString(settings.configFile(), settings.configJson(consul));
      long logStart = Files.exists(settings.logFile()) ? Files.size(settings.logFile()) : 0;
      // Asked first: on its own Consul could take the answers of the stranger there for its own.
      List<Integer> taken = settings.ports().taken(settings.address());
      if (!taken.isEmpty()) {
        throw new ConsulStartException(
            "Consul cannot start: of its ports on %s these are taken: %s"
                .formatted(settings.address(), taken),
            true);
      }
      process =
          consul
              .command(settings.arguments().toArray(String[]::new))
              .directory(settings.folder().toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(settings.logFile().toFile()))
              .start();
      awaitReady(logStart);
    } catch (IOException e) {
      throw new UncheckedIOException("Consul in " + settings.folder() + " cannot start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConsulStartException("interrupted while waiting for Consul", false);
    }
  }

  private void awaitReady(long logStart) throws IOException, InterruptedException {
    ConsulReadiness readiness = new ConsulReadiness(settings);
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      String lacking = readiness.lacking();
      // In this order: an answer only counts from a process that lives on.
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw ended(logSince(logStart));
      }
      if (lacking.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        kill();
        throw new ConsulStartException(
            "Consul is not ready after %d s: %s; see %s"
                .formatted(START_LIMIT.toSeconds(), lacking, settings.logFile()),
            false);
      }
    }
  }

  private ConsulStartException ended(String log) {
    String cause =
        log.lines()
            .filter(line -> line.contains("==>") || line.contains("[ERROR]"))
            .reduce((first, last) -> last)
            .orElse("no reason given")
            .strip();
    return new ConsulStartException(
        "Consul ended with exit code %d: %s; see %s"
            .formatted(process.exitValue(), cause, settings.logFile()),
        log.contains("address already in use"));
  }

  private String logSince(long start) throws IOException {
    byte[] all = Files.readAllBytes(settings.logFile());
    int from = (int) Math.min(start, all.length);
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }

  private static void await(Process ending) {
    try {
      ending.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
