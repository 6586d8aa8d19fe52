package io.lonejupiter.router;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An instance of an app that answers its version; its health and one slow request are switches. */
final class TestApp implements AutoCloseable {
  static {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
  }

  final String id;
  final String version;
  final AtomicInteger requests = new AtomicInteger();
  final CountDownLatch slowMayEnd = new CountDownLatch(1);
  final CountDownLatch slowBegan = new CountDownLatch(1);
  volatile boolean green = true;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  TestApp(String id, String version) {
    this(id, version, 0);
  }

  /**
   * @param port 0 for a free one
   */
  TestApp(String id, String version, int port) {
    this.id = id;
    this.version = version;
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 1000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.createContext("/health", exchange -> respond(exchange, green ? 200 : 500, "health"));
    server.createContext("/slow", this::answerSlowly);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    var headers = exchange.getRequestHeaders();
    if (headers.containsKey("Late")) {
      later(Integer.parseInt(headers.getFirst("Late")));
    }
    exchange.getResponseHeaders().set("X-Old", "1");
    var answer = headers.containsKey("Name") ? id : version;
    respond(exchange, 200, headers.containsKey("Echo") ? echo(exchange) : answer);
  }

  private static void later(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The path and the headers that it got, one in each line. */
  private static String echo(HttpExchange exchange) {
    var lines = new StringBuilder(exchange.getRequestURI() + "\n");
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) ->
                values.forEach(
                    value -> lines.append(name.toLowerCase(Locale.ROOT) + ": " + value + "\n")));
    return lines.toString();
  }

  private void answerSlowly(HttpExchange exchange) throws IOException {
    slowBegan.countDown();
    try {
      slowMayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    respond(exchange, 200, "slow " + version);
  }

  private static void respond(HttpExchange exchange, int status, String text) throws IOException {
    var body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
