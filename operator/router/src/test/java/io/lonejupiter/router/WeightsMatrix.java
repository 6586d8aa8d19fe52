package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.model.Route;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Tools;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * That shares are exact, whatever the number of instances and clients, with and without keep-alive;
 * when an instance dies, and over a reload. Slow, so it is asked for by name:
 *
 * <pre>
 * mvn -pl operator/router -am verify -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false \
 *   -Dit.test=WeightsMatrix -Dfailsafe.failIfNoSpecifiedTests=false
 * </pre>
 */
class WeightsMatrix {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** In hundredths of a percent. */
  private static final List<Integer> WEIGHTS = List.of(1, 10, 100, 500, 2_000, 5_000);

  private static final int REQUESTS = Integer.getInteger("lj.weights.requests", 10_000);
  private static final int MANY = Integer.getInteger("lj.weights.many", 100_000);

  @TempDir Path consulFolder;
  @TempDir Path folder;
  private ConsulServer consul;
  private Stage stage;
  private final List<TestApp> old = new ArrayList<>();
  private int revision;

  @BeforeEach
  void prepare() {
    var tools = Tools.standard(System.err::println);
    consul = ConsulServer.startForTest(tools.consul(), consulFolder);
    stage = new Stage(consul.url(), tools.haproxy(), folder);
    stage.register(stage.app("new-1", "new"));
    stage.start();
  }

  @AfterEach
  void cleanUp() {
    stage.close();
    consul.close();
  }

  @Test
  void sharesAreExactWhateverTheNumbers() throws Exception {
    for (var instances : List.of(1, 3, 7)) {
      grow(instances);
      for (var weight : WEIGHTS) {
        put(weight);
        for (var keepAlive : List.of(true, false)) {
          for (var clients : List.of(1, 32)) {
            check(instances, weight, REQUESTS, clients, keepAlive);
          }
        }
        check(instances, weight, MANY, 32, true);
      }
    }
  }

  @Test
  void sharesAreExactWhenAnInstanceDiesAndOverAReload() throws Exception {
    grow(3);
    put(500);
    await().atMost(LIMIT).until(() -> stage.workerSeconds() > 6);
    var canary = count(5_000, 32, true);
    var dead = old.remove(0);
    dead.close();
    canary += count(5_000, 32, true);
    System.out.printf("bench weights 5 %%, one of 3 dies: %d of 10000%n", canary);
    assertThat(canary).isBetween(499, 501);
    await().atMost(LIMIT).until(() -> stage.healthy(route(500), 0) == 2);

    canary = count(5_000, 32, true);
    var worker = stage.proxy().workerPid();
    stage.put(document("other", "r1", byHeader()));
    await().atMost(LIMIT).until(() -> stage.proxy().workerPid() != worker);
    canary += count(5_000, 32, true);
    System.out.printf("bench weights 5 %%, a reload: %d of 10000%n", canary);
    assertThat(canary).isBetween(498, 502);
  }

  private Route byHeader() {
    var match =
        new io.lonejupiter.model.RouteMatch(
            prefix("/other").path(),
            List.of(new io.lonejupiter.model.ValueMatch(null, "x-new", "1")),
            null,
            null,
            null);
    return Routes.route(match, version(stage.app, "old", 100));
  }

  private void check(int instances, int weight, int requests, int clients, boolean keepAlive)
      throws Exception {
    var canary = count(requests, clients, keepAlive);
    var expected = requests / 10_000.0 * weight;
    System.out.printf(
        "bench weights %.2f %%, %d to 1 instances, %d clients, keep-alive %s: %d of %d%n",
        weight / 100.0, instances, clients, keepAlive, canary, requests);
    assertThat((double) canary).isBetween(expected - 1, expected + 1);
  }

  private void grow(int instances) {
    while (old.size() < instances) {
      var app = stage.app("old-" + old.size(), "old");
      old.add(app);
      stage.register(app);
    }
  }

  private RouteDocument route(int weight) {
    return document(
        "shop",
        "r" + revision,
        new Route(
            null,
            null,
            List.of(version(stage.app, "old", 10_000 - weight), version(stage.app, "new", weight)),
            10_000,
            null,
            null,
            null,
            null,
            null,
            null,
            null));
  }

  private void put(int weight) {
    revision++;
    var document = route(weight);
    stage.put(document);
    await()
        .atMost(LIMIT)
        .until(
            () ->
                stage.obeys(document)
                    && stage.healthy(document, 0) == old.size()
                    && stage.healthy(document, 1) == 1);
  }

  /** Sends so many requests and says how many the canary has answered; none may fail. */
  private int count(int requests, int clients, boolean keepAlive) throws Exception {
    var left = new AtomicInteger(requests);
    var canary = new AtomicInteger();
    Callable<Void> client =
        () -> {
          Connection connection = null;
          while (left.getAndDecrement() > 0) {
            connection = connection == null ? new Connection(stage.settings.port()) : connection;
            canary.addAndGet(connection.ask(keepAlive).equals("new") ? 1 : 0);
            if (!keepAlive || connection.isOver()) {
              connection.close();
              connection = null;
            }
          }
          if (connection != null) {
            connection.close();
          }
          return null;
        };
    var threads = Executors.newFixedThreadPool(clients);
    try {
      for (var done : threads.invokeAll(java.util.Collections.nCopies(clients, client))) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return canary.get();
  }

  /** The least that speaks HTTP/1.1, as the client must not be what is measured. */
  private static final class Connection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private boolean over;

    Connection(int port) throws IOException {
      socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(20_000);
      in = new BufferedInputStream(socket.getInputStream());
    }

    String ask(boolean keepAlive) throws IOException {
      var request =
          "GET / HTTP/1.1\r\nHost: any\r\n" + (keepAlive ? "" : "Connection: close\r\n") + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var status = line();
      assertThat(status).startsWith("HTTP/1.1 200");
      var length = 0;
      for (var line = line(); !line.isEmpty(); line = line()) {
        var header = line.toLowerCase(java.util.Locale.ROOT);
        if (header.startsWith("content-length:")) {
          length = Integer.parseInt(header.substring(15).strip());
        }
        over |= header.equals("connection: close");
      }
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    boolean isOver() {
      return over;
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (var next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new IOException("the connection was cut after '" + line + "'");
        }
        if (next != '\r') {
          line.append((char) next);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
