package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.route;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Tool;
import io.lonejupiter.tools.Tools;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That no request is lost, with a real HAProxy, a real Consul and real load. */
@Tag("thorough")
class RouterLossIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static ConsulServer consul;
  private static Tools tools;

  @TempDir Path folder;
  private Stage stage;

  @BeforeAll
  static void startConsul(@TempDir Path consulFolder) {
    tools = Tools.standard(System.err::println);
    consul = ConsulServer.startForTest(tools.consul(), consulFolder);
  }

  @AfterAll
  static void stopConsul() {
    consul.close();
  }

  @BeforeEach
  void prepare() {
    stage = new Stage(consul.url(), haproxy(), folder);
  }

  @AfterEach
  void cleanUp() {
    stage.close();
  }

  private static Tool haproxy() {
    return tools.haproxy();
  }

  @Test
  void drainsAnInstanceWithItsOpenRequestAndReportsTheSessionsUntilTheyAreNone() {
    var leaving = stage.app("shop-1", "1.0.0");
    var document = serve(leaving);
    var slow = stage.getLater("/slow");
    await().atMost(LIMIT).until(() -> leaving.slowBegan.getCount() == 0);
    var staying = stage.app("shop-2", "1.0.0");
    stage.register(staying);
    await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == 2);

    stage.drain(leaving);
    await().atMost(LIMIT).until(() -> Integer.valueOf(1).equals(stage.sessions(leaving.id)));
    var before = leaving.requests.get();
    for (var request = 0; request < 50; request++) {
      assertThat(stage.get("/").statusCode()).isEqualTo(200);
    }
    assertThat(leaving.requests).hasValue(before);
    assertThat(slow).isNotDone();

    leaving.slowMayEnd.countDown();
    assertThat(slow.join().body()).isEqualTo("slow 1.0.0");
    await().atMost(LIMIT).until(() -> Integer.valueOf(0).equals(stage.sessions(leaving.id)));

    stage.deregister(leaving);
    stage.undrain(leaving);
    await().atMost(LIMIT).until(() -> stage.report().draining().isEmpty());
    await().atMost(LIMIT).until(() -> stage.proxy().read().servers().size() == 1);
  }

  @Test
  void reportsNoSessionsForADrainingInstanceThatItDoesNotKnow() {
    serve(stage.app("shop-1", "1.0.0"));
    stage.drain(stage.app("stranger-1", "1.0.0"));
    await().atMost(LIMIT).until(() -> Integer.valueOf(0).equals(stage.sessions("prod.stranger-1")));
  }

  @Test
  void losesNoRequestWhenAnInstanceIsDrainedAndThenStopped() {
    var leaving = stage.app("shop-1", "1.0.0");
    var document = serve(leaving);
    stage.register(stage.app("shop-2", "1.0.0"));
    await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == 2);

    var wrk = Wrk.start(tools.wrk(), stage.url("/"), 5);
    try (var clients = new Clients(stage, "/")) {
      await().atMost(LIMIT).until(() -> clients.good.get() > 50);
      stage.drain(leaving);
      await().atMost(LIMIT).until(() -> Integer.valueOf(0).equals(stage.sessions(leaving.id)));
      stage.deregister(leaving);
      leaving.close();
      stage.undrain(leaving);
      assertThat(wrk.isRunning()).isTrue();
      var result = wrk.result();
      assertThat(result.requests()).isGreaterThan(500);
      assertThat(result.failed()).isZero();
      assertThat(clients.failed).as("%s", clients.failures).hasValue(0);
    }
  }

  @Test
  void losesNoRequestWhenItReloadsForMoreRoom() {
    stage.settings = stage.settings.withRoom(1, 1);
    var document = serve(stage.app("shop-1", "1.0.0"));
    var worker = stage.proxy().workerPid();
    var wrk = Wrk.start(tools.wrk(), stage.url("/"), 6);
    try (var clients = new Clients(stage, "/")) {
      await().atMost(LIMIT).until(() -> clients.good.get() > 50);
      for (var number = 2; number < 6; number++) {
        var next = stage.app("shop-" + number, "1.0.0");
        stage.register(next);
        var healthy = number;
        await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == healthy);
      }
      var more = document("more", "r1", route(prefix("/more"), version(stage.app, "1.0.0", 100)));
      stage.put(more);
      await().atMost(LIMIT).until(() -> stage.raw("any", "/more").startsWith("200"));
      var result = wrk.result();
      assertThat(result.requests()).isGreaterThan(500);
      assertThat(result.failed()).isZero();
      assertThat(clients.failed).as("%s", clients.failures).hasValue(0);
    }
    assertThat(stage.proxy().workerPid()).isNotEqualTo(worker);
  }

  private RouteDocument serve(TestApp instance) {
    stage.register(instance);
    var document = document("shop", "r1", route(null, version(stage.app, "1.0.0", 100)));
    stage.put(document);
    stage.start();
    await().atMost(LIMIT).until(() -> stage.raw("any", "/").startsWith("200"));
    await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == 1);
    return document;
  }
}
