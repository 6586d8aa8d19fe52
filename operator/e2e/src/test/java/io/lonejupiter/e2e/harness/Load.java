package io.lonejupiter.e2e.harness;

import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Two clients that notice every lost request: {@code wrk} on kept-alive connections, which never
 * tries again, and a client that opens a connection for each request and does not try again either.
 */
public final class Load implements AutoCloseable {
  private static final Pattern WRK_REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern WRK_ERRORS =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
  private static final Pattern WRK_NON_2XX = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final int LONGEST_SECONDS = 3_600;

  private final URI uri;
  private final Process wrk;
  private final Path wrkOutput;
  private final List<Thread> clients;
  private final AtomicLong requests = new AtomicLong();
  private final ConcurrentHashMap<String, AtomicLong> failures = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  private Load(URI uri, int connections, int clients) {
    this.uri = uri;
    try {
      wrkOutput = Files.createTempFile("lj-wrk", ".txt");
      var command =
          Tools.standard(line -> {})
              .wrk()
              .command(
                  "-t1",
                  "-c" + connections,
                  "-d" + LONGEST_SECONDS + "s",
                  "--timeout",
                  "10s",
                  uri.toString());
      wrk = command.redirectErrorStream(true).redirectOutput(wrkOutput.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.clients =
        IntStream.range(0, clients).mapToObj(number -> client("load-" + number)).toList();
  }

  /** Starts wrk with so many connections, and two of the other clients, on a URL. */
  public static Load on(String url, int connections) {
    return on(url, connections, 2);
  }

  /** The same with so many of the other clients. */
  public static Load on(String url, int connections, int clients) {
    return new Load(URI.create(url), connections, clients);
  }

  /** What the clients saw. */
  public record Outcome(long requests, long failed, String detail) {}

  private Thread client(String name) {
    var thread = new Thread(this::requestUntilStopped, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void requestUntilStopped() {
    while (!stopped) {
      requests.incrementAndGet();
      var failure = requestOnce();
      if (!failure.isEmpty()) {
        failures.computeIfAbsent(failure, f -> new AtomicLong()).incrementAndGet();
      }
    }
  }

  /** One request on a connection of its own; the empty text, or what went wrong. */
  private String requestOnce() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 5_000);
      socket.setSoTimeout(10_000);
      var text =
          "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(uri.getPath() + query(), uri.getAuthority());
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (answer.startsWith("HTTP/1.1 200")) {
        return "";
      }
      return answer.isEmpty() ? "empty answer" : answer.lines().findFirst().orElse("");
    } catch (IOException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  private String query() {
    return uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
  }

  /** Ends the load and says how it went. */
  public Outcome stop() {
    stopped = true;
    try {
      for (var client : clients) {
        client.join(15_000);
      }
      // wrk prints its summary on SIGINT; Java has no name for that signal.
      new ProcessBuilder("/bin/sh", "-c", "kill -INT " + wrk.pid()).start().waitFor();
      if (!wrk.waitFor(15, TimeUnit.SECONDS)) {
        wrk.destroyForcibly();
      }
      var said = Files.readString(wrkOutput);
      Files.deleteIfExists(wrkOutput);
      var wrkRequests = sum(WRK_REQUESTS, said);
      var wrkFailed = sum(WRK_ERRORS, said) + sum(WRK_NON_2XX, said);
      var own = failures.values().stream().mapToLong(AtomicLong::get).sum();
      return new Outcome(
          wrkRequests + requests.get(),
          wrkFailed + own,
          "wrk: %d requests, %d failed; connection each: %d requests, failures %s\n%s"
              .formatted(wrkRequests, wrkFailed, requests.get(), failures, said));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static long sum(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    long sum = 0;
    while (matcher.find()) {
      for (int i = 1; i <= matcher.groupCount(); i++) {
        sum += Long.parseLong(matcher.group(i));
      }
    }
    return sum;
  }

  @Override
  public void close() {
    stopped = true;
    wrk.destroyForcibly();
  }
}
