package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.e2e.harness.Instance;
import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.e2e.harness.SessionSystem;
import io.lonejupiter.e2e.harness.User;
import io.lonejupiter.tools.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred users of one instance that is replaced: some idle, some with an open tunnel, at two
 * routers, one of which is restarted and reloaded meanwhile. Slow; see docs/architecture.md.
 */
class Drains {
  private static final int USERS = 200;
  private static final int TUNNELS = 40;
  private static final int IDLE_SECONDS = 20;

  @TempDir Path folder;
  private LoneJupiter system;
  private Process secondRouter;
  private final List<String> routers = new ArrayList<>();

  @BeforeEach
  void up() throws IOException {
    system = SessionSystem.up(folder.resolve("lj"));
    routers.add(system.variable("LJ_ROUTER"));
    var port = Ports.free("127.0.0.1");
    secondRouter =
        system.start(
            folder.resolve("router-2.log"),
            "router",
            "--consul",
            system.variable("CONSUL_HTTP_ADDR"),
            "--cluster",
            system.variable("LJ_CLUSTER"),
            "--name",
            "router-2",
            "--port",
            String.valueOf(port),
            "--data",
            folder.resolve("r2").toString());
    routers.add("http://127.0.0.1:" + port);
  }

  @AfterEach
  void down() throws Exception {
    secondRouter.destroy();
    secondRouter.waitFor(10, TimeUnit.SECONDS);
    io.lonejupiter.router.Router.stopProxy(folder.resolve("r2"));
    system.close();
  }

  @Test
  void everyUserStaysUntilTheLastHasGoneAndThenItEndsWithinTwoSeconds() throws Exception {
    var old = serve("5m");
    var users = new ArrayList<User>();
    for (var number = 0; number < USERS; number++) {
      var user = new User(routers.get(number % 2) + "/session");
      assertThat(user.ask()).isEqualTo(old.name());
      users.add(user);
    }
    for (var user : users.subList(0, TUNNELS)) {
      user.open();
    }
    replace();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> status(old).path("sessions").asInt() == USERS);
    assertThat(new User(routers.get(0) + "/session").ask()).isNotEqualTo(old.name());
    assertThat(system.metrics().lines())
        .anyMatch(
            line ->
                line.startsWith("lonejupiter_drain_sessions{")
                    && line.contains("instance=\"" + old.name() + "\"")
                    && line.endsWith(" " + (double) USERS));

    system.restart("router-1", "KILL");
    SessionSystem.reload(system);
    for (var user : users) {
      assertThat(user.ask()).as("after a restart and a reload").isEqualTo(old.name());
    }
    assertThat(users.subList(0, TUNNELS)).allMatch(User::echoes);
    // Those who only look in now and then stay, too; the others leave one after another.
    var loyal = users.subList(TUNNELS, TUNNELS + 10);
    await()
        .atMost(Duration.ofSeconds(IDLE_SECONDS + 30))
        .pollInterval(Duration.ofSeconds(4))
        .until(
            () -> {
              for (var user : loyal) {
                assertThat(user.ask()).isEqualTo(old.name());
              }
              return status(old).path("sessions").asInt() == TUNNELS + loyal.size();
            });
    var drain = status(old).path("drain");
    // For some seconds after a reload a user with a tunnel is counted in both workers.
    assertThat(drain.path("initialSessions").asInt()).isBetween(USERS, USERS + 2 * TUNNELS);
    assertThat(drain.path("rate").asText()).endsWith("/min");
    assertThat(drain.path("estimatedEnd").asText()).isNotEmpty();
    await()
        .atMost(Duration.ofSeconds(IDLE_SECONDS + 30))
        .until(() -> status(old).path("sessions").asInt() == TUNNELS);
    assertThat(users.subList(0, TUNNELS)).allMatch(User::echoes);
    for (var user : users.subList(1, TUNNELS)) {
      user.close();
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> status(old).path("sessions").asInt() == 1);
    // Long enough for everybody to have lost patience but the one who is left.
    TimeUnit.SECONDS.sleep(20);
    assertThat(users.get(0).echoes()).isTrue();
    users.get(0).close();
    var end = System.nanoTime();
    await()
        .atMost(Duration.ofSeconds(IDLE_SECONDS))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !old.isAlive());
    var millis = (System.nanoTime() - end) / 1_000_000;
    System.out.printf(
        "drain of %d users at two routers: ended %d ms after the last session%n", USERS, millis);
    assertThat(millis).isLessThan(2_000);
  }

  @Test
  void whatIsOpenAtTheDeadlineIsClosedAndCounted() throws Exception {
    var old = serve("10s");
    var user = new User(routers.get(1) + "/session");
    assertThat(user.ask()).isEqualTo(old.name());
    user.open();
    var start = System.nanoTime();
    replace();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !old.isAlive());
    assertThat((System.nanoTime() - start) / 1_000_000_000).isGreaterThanOrEqualTo(10);
    assertThat(user.echoes()).isFalse();
    user.close();
    system.awaitThat(
        "a warning tells it",
        () ->
            system.get("events").findParents("reason").stream()
                .filter(event -> event.path("reason").asText().equals("DrainDeadlineExceeded"))
                .anyMatch(
                    event ->
                        event.path("type").asText().equals("Warning")
                            && event.path("message").asText().contains("sessions were left")));
  }

  private Instance serve(String maxDuration) {
    system.apply(SessionSystem.map("session", "1.0.0", 1, maxDuration)).orFail();
    system
        .apply(
            """
            apiVersion: lonejupiter.io/v1alpha1
            kind: FrontEndConfig
            metadata: {name: session, namespace: default}
            spec:
              routes:
                - name: session
                  matches: [{path: {value: /session}}]
                  backendRefs: [{app: session, labels: {map: session}}]
                  stickiness: {type: Cookie, instance: true, idleTimeout: %ds}
            """
                .formatted(IDLE_SECONDS))
        .orFail();
    system.awaitReady("applicationmap", "session", "default");
    system.awaitThat(
        "both routers obey",
        () ->
            system.get("fec", "session").at("/status/programmed").asInt() == 2
                && system.isReady("frontendconfig", "session", "default"));
    return system.instances("default", "session").get(0);
  }

  private void replace() {
    var patch = "{\"spec\":{\"artifact\":{\"version\":\"2.0.0\"}}}";
    system.kubectl("patch", "appmap/session", "--type=merge", "-p", patch).orFail();
    system.awaitThat(
        "the new one is ready",
        () ->
            system.instances("default", "session").stream()
                .anyMatch(instance -> instance.ready() && instance.version().equals("2.0.0")));
  }

  private JsonNode status(Instance instance) {
    return system.get("ad", instance.name()).path("status");
  }
}
