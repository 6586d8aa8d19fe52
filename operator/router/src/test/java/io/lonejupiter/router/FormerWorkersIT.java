package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.Balance;
import io.lonejupiter.model.BalanceType;
import io.lonejupiter.model.RequestRedirect;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteFilter;
import io.lonejupiter.model.RouteFilterType;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A client's idle connection stays with the worker that a reload leaves behind; its next request
 * must find what is true then, with a real HAProxy.
 */
@Tag("thorough")
class FormerWorkersIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @RegisterExtension static final Stages STAGES = new Stages();

  /** A client on one connection. */
  private static final class KeptConnection implements AutoCloseable {
    private final Socket socket;

    KeptConnection(Stage stage) throws IOException {
      socket = new Socket("127.0.0.1", stage.settings.port());
      socket.setSoTimeout(10_000);
    }

    /** Status and body. */
    String get(String path, String... headers) throws IOException {
      var head = "GET " + path + " HTTP/1.1\r\nHost: any\r\n";
      for (var header : headers) {
        head += header + "\r\n";
      }
      socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
      var answer = new StringBuilder();
      while (answer.indexOf("\r\n\r\n") < 0) {
        answer.append((char) socket.getInputStream().read());
      }
      var length =
          answer
              .toString()
              .lines()
              .filter(
                  line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length: "))
              .mapToInt(line -> Integer.parseInt(line.substring("content-length: ".length())))
              .findFirst()
              .orElse(0);
      var body = new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
      return (answer.substring(9, 12) + " " + body).strip();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void aKeptConnectionFindsWhatHasChangedSinceTheReload() throws IOException {
    var stage = STAGES.stage();
    stage.register(stage.app("one", "1.0.0"));
    stage.register(stage.app("two", "2.0.0"));
    stage.start();
    put(stage, "a", "r1", route(stage, "/a", "1.0.0", null));
    put(stage, "b", "r1", route(stage, "/b", "1.0.0", null));
    try (var kept = new KeptConnection(stage)) {
      assertThat(kept.get("/b")).isEqualTo("200 1.0.0");
      var worker = stage.proxy().workerPid();
      // Another kind of backend is a reload.
      put(stage, "a", "r2", route(stage, "/a", "1.0.0", BalanceType.LEAST_CONNECTIONS));
      assertThat(stage.proxy().workerPid()).isNotEqualTo(worker);
      put(stage, "b", "r2", route(stage, "/b", "2.0.0", null));
      put(stage, "c", "r1", route(stage, "/c", "2.0.0", null));
      assertThat(kept.get("/c", "Echo: 1").lines())
          .as("one hop for the instance")
          .contains("x-forwarded-for: 127.0.0.1")
          .filteredOn(line -> line.startsWith("x-forwarded-for"))
          .hasSize(1);
    }
    try (var kept = new KeptConnection(stage)) {
      assertThat(kept.get("/b")).isEqualTo("200 2.0.0");
      put(stage, "a", "r3", redirect("/a"));
      put(stage, "b", "r3", redirect("/b"));
      put(stage, "d", "r1", route(stage, "/d", "1.0.0", BalanceType.HASH_URI));
      assertThat(kept.get("/b")).isEqualTo("302");
    }
    try (var kept = new KeptConnection(stage)) {
      assertThat(kept.get("/c")).isEqualTo("200 2.0.0");
      put(stage, "e", "r1", route(stage, "/e", "1.0.0", BalanceType.LEAST_CONNECTIONS));
      put(stage, "c", "r2", route(stage, "/c", "1.0.0", BalanceType.HASH_URI));
      put(stage, "f", "r1", route(stage, "/f", "2.0.0", null));
      assertThat(kept.get("/c")).isEqualTo("200 1.0.0");
    }
  }

  private static void put(Stage stage, String name, String revision, Route route) {
    RouteDocument document = document(name, revision, route);
    stage.put(document);
    await().atMost(LIMIT).until(() -> stage.obeys(document));
    if (!route.backendRefs().isEmpty()) {
      await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == 1);
    }
  }

  private static Route route(Stage stage, String path, String version, BalanceType balance) {
    List<BackendRef> backends = List.of(version(stage.app, version, null));
    return new Route(
        null,
        List.of(prefix(path)),
        backends,
        null,
        null,
        balance == null ? null : new Balance(balance, null),
        null,
        null,
        null,
        null,
        null);
  }

  private static Route redirect(String path) {
    var redirect = new RequestRedirect("https", null, null, null, null);
    var filter = new RouteFilter(RouteFilterType.REQUEST_REDIRECT, null, null, redirect, null);
    return new Route(
        null,
        List.of(prefix(path)),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(filter),
        null);
  }
}
