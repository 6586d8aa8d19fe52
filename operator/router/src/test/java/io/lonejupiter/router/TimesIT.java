package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.route;
import static io.lonejupiter.router.Routes.timing;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.core.document.ResponseTimes;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouterReport.BackendReport;
import io.lonejupiter.model.Route;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How long answers took to begin, as a real HAProxy tells its router. */
@Tag("thorough")
class TimesIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int LATE_MILLIS = 150;

  @RegisterExtension static final Stages STAGES = new Stages();

  @TempDir Path folder;

  @Test
  void eachAnswerOfATimedRouteIsCountedByItsTimeAndNoOther() {
    var stage = STAGES.stage();
    var plain = documentOf(stage, "r1");
    serve(stage, plain);
    ask(stage, "/shop", 3, 0);
    serve(stage, timing(plain, "shop"));
    ask(stage, "/shop", 30, 0);
    ask(stage, "/shop", 5, LATE_MILLIS);
    ask(stage, "/other", 7, 0);
    await().atMost(LIMIT).until(() -> times(stage, 0).count() == 35);
    assertThat(times(stage, 0).slowerThan(LATE_MILLIS - 10)).isEqualTo(5);
    assertThat(report(stage, 1).times()).isNull();
    await().atMost(LIMIT).until(() -> report(stage, 1).requests() == 7);

    // Another name is a reload, after which the next worker tells.
    var worker = stage.proxy().workerPid();
    var match =
        MatchesIT.match(MatchesIT.prefix("/"), List.of(MatchesIT.is("x", "1")), null, null, null);
    var more = document("more", "r1", route(match, version(stage.app, "1.0.0", null)));
    stage.put(more);
    await().atMost(LIMIT).until(() -> stage.obeys(more));
    assertThat(stage.proxy().workerPid()).isNotEqualTo(worker);
    ask(stage, "/shop", 4, LATE_MILLIS);
    await().atMost(LIMIT).until(() -> times(stage, 0).count() == 39);
    assertThat(times(stage, 0).slowerThan(LATE_MILLIS - 10)).isEqualTo(9);

    serve(stage, timing(documentOf(stage, "r2"), "shop"));
    ask(stage, "/shop", 6, 0);
    await().atMost(LIMIT).until(() -> times(stage, 0).count() == 6);

    stage.stopRouter();
    stage.start();
    await().atMost(LIMIT).until(() -> stage.obeys(documentOf(stage, "r2")));
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              ask(stage, "/shop", 1, 0);
              return times(stage, 0).count() > 0;
            });
  }

  @Test
  void theAccessLogStaysAsItIs() throws IOException {
    var log = folder.resolve("access.log");
    var stage = STAGES.stage();
    stage.settings = stage.settings.withTraces(log.toString(), false);
    serve(stage, timing(documentOf(stage, "r1"), "shop"));
    ask(stage, "/shop", 2, 0);
    ask(stage, "/other", 2, 0);
    await().atMost(LIMIT).until(() -> times(stage, 0).count() == 2);
    await().atMost(LIMIT).until(() -> Files.readAllLines(log).size() == 4);
    assertThat(Files.readAllLines(log)).allMatch(line -> line.startsWith("{\"time\":"));
  }

  @Test
  void aSyslogSeesAllRequestsAtOnePriority() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      var stage = STAGES.stage();
      var target = "udp://127.0.0.1:" + socket.getLocalPort();
      stage.settings = stage.settings.withTraces(target, false);
      serve(stage, timing(documentOf(stage, "r1"), "shop"));
      ask(stage, "/shop", 1, 0);
      ask(stage, "/other", 1, 0);
      for (var line = 0; line < 2; line++) {
        var packet = new DatagramPacket(new byte[8_192], 8_192);
        socket.receive(packet);
        assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
            .startsWith("<134>");
      }
      await().atMost(LIMIT).until(() -> times(stage, 0).count() == 1);
    }
  }

  /** HAProxy's mean goes on over a change of the document, and the report's begins anew. */
  @Test
  void theMeanIsThatOfTheAnswersSinceTheRevisionWasApplied() {
    var stage = STAGES.stage();
    serve(stage, documentOf(stage, "r1"));
    ask(stage, "/shop", 700, 0);
    await().atMost(LIMIT).until(() -> report(stage, 0).requests() == 700);
    assertThat(report(stage, 0).responseMillis()).isLessThan(40);
    serve(stage, documentOf(stage, "r2"));
    ask(stage, "/shop", 150, 60);
    await().atMost(LIMIT).until(() -> report(stage, 0).requests() == 150);
    assertThat(report(stage, 0).responseMillis()).isBetween(50, 110);
  }

  private static RouteDocument documentOf(Stage stage, String revision) {
    return document(
        "shop", revision, named(stage, "shop", "/shop"), named(stage, "other", "/other"));
  }

  private static Route named(Stage stage, String name, String path) {
    var route = route(prefix(path), version(stage.app, "1.0.0", null));
    return new Route(
        name,
        route.matches(),
        route.backendRefs(),
        route.weightTotal(),
        route.stickiness(),
        route.balance(),
        route.overrides(),
        route.timeouts(),
        route.unavailable(),
        route.filters(),
        route.limits());
  }

  private static void serve(Stage stage, RouteDocument document) {
    if (stage.report() == null) {
      stage.register(stage.app("shop-1", "1.0.0"));
      stage.put(document);
      stage.start();
    } else {
      stage.put(document);
    }
    await().atMost(LIMIT).until(() -> stage.obeys(document) && stage.healthy(document, 0) == 1);
    // The revision does not tell whether they are timed.
    await()
        .atMost(LIMIT)
        .until(() -> (report(stage, 0).times() != null) == (document.timed() != null));
  }

  private static void ask(Stage stage, String path, int times, int lateMillis) {
    for (var i = 0; i < times; i++) {
      var late = lateMillis == 0 ? new String[0] : new String[] {"Late: " + lateMillis};
      assertThat(stage.exchange("GET", "any", path, late).status()).isEqualTo("200");
    }
  }

  private static BackendReport report(Stage stage, int index) {
    return stage.report().backends().get("prod.shop").get(index);
  }

  private static ResponseTimes times(Stage stage, int index) {
    var times = report(stage, index).times();
    return times == null ? ResponseTimes.NONE : times;
  }
}
