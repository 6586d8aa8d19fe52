package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.e2e.harness.Instance;
import io.lonejupiter.e2e.harness.Load;
import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.e2e.harness.LongClients;
import io.lonejupiter.e2e.harness.SessionSystem;
import io.lonejupiter.e2e.harness.Shell;
import io.lonejupiter.e2e.harness.UnderLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is done to the system, no request fails and no connection is cut, and what is done
 * without care is seen to cut some. Slow, so it has a command of its own; see docs/architecture.md.
 */
class ZeroLoss {
  private static final int OUTAGE_SECONDS = Integer.getInteger("lj.outage.seconds", 60);

  @TempDir static Path folder;
  private static LoneJupiter system;

  @BeforeAll
  static void up() throws IOException {
    system = SessionSystem.up(folder.resolve("lj"));
    system.apply(SessionSystem.map("session", "1.0.0", 3, "5m")).orFail();
    system.apply(SessionSystem.map("canary", "2.0.0", 1, "5m")).orFail();
    system.apply(SessionSystem.frontEnd(100)).orFail();
    system.awaitReady("applicationmap", "session", "default");
    system.awaitReady("applicationmap", "canary", "default");
    system.awaitReady("frontendconfig", "session", "default");
  }

  @AfterAll
  static void down() {
    system.close();
  }

  private static void losesNothing(String what, int connections, UnderLoad.Deed deed)
      throws Exception {
    UnderLoad.losesNothing(system, what, connections, deed);
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 300})
  void fullReplacement(int connections) throws Exception {
    var before = names("session");
    var version = version("session").equals("1.0.0") ? "2.0.0" : "1.0.0";
    losesNothing(
        "full replacement",
        connections,
        () -> {
          patch("{\"spec\":{\"artifact\":{\"version\":\"" + version + "\"}}}");
          awaitSettled(3);
        });
    assertThat(names("session")).doesNotContainAnyElementsOf(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 300})
  void scaleUpAndDown(int connections) throws Exception {
    losesNothing(
        "scale 3 to 6 to 2 to 3",
        connections,
        () -> {
          for (var instances : new int[] {6, 2, 3}) {
            patch("{\"spec\":{\"instances\":" + instances + "}}");
            awaitSettled(instances);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 300})
  void fiftyReloads(int connections) throws Exception {
    losesNothing(
        "50 reloads",
        connections,
        () -> {
          for (var number = 0; number < 50; number++) {
            SessionSystem.reload(system);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 300})
  void agentsRouterAndServerRestart(int connections) throws Exception {
    losesNothing(
        "agents, router and server restarted by TERM and KILL",
        connections,
        () -> {
          for (var signal : new String[] {"TERM", "KILL"}) {
            for (var part : new String[] {"host-1", "host-2", "host-3", "router-1", "server"}) {
              system.restart(part, signal);
            }
          }
          system.awaitThat("the API is there again", ZeroLoss::answers);
          awaitSettled(3);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 300})
  void aHundredCanariesAreBegunAndAborted(int connections) throws Exception {
    losesNothing(
        "100 canaries begun and aborted",
        connections,
        () -> {
          for (var number = 0; number < 100; number++) {
            system.apply(SessionSystem.frontEnd(95)).orFail();
            system.awaitReady("frontendconfig", "session", "default");
            system.apply(SessionSystem.frontEnd(100)).orFail();
          }
          system.awaitReady("frontendconfig", "session", "default");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {30})
  void consulIsAway(int connections) throws Exception {
    losesNothing(
        "Consul stopped for " + OUTAGE_SECONDS + " s",
        connections,
        () -> {
          signal(system.pidOf("consul"), "STOP");
          try {
            TimeUnit.SECONDS.sleep(OUTAGE_SECONDS);
          } finally {
            signal(system.pidOf("consul"), "CONT");
          }
          system.awaitThat("the API is there again", ZeroLoss::answers);
          awaitSettled(3);
        });
  }

  /** The same without care: that the clients see it proves that they look. */
  @Test
  void instancesThatAreKilledCutWhatTheyHadOpen() throws Exception {
    var url = system.variable("LJ_ROUTER") + "/session";
    try (var load = Load.on(url + "?ms=30", 30, 30);
        var sessions = LongClients.on(url, UnderLoad.TUNNELS, UnderLoad.DOWNLOADS)) {
      TimeUnit.SECONDS.sleep(3);
      for (var instance : system.instances("default", "session")) {
        signal(instance.pid(), "KILL");
      }
      awaitSettled(3);
      var outcome = load.stop();
      var whole = sessions.stop();
      System.out.printf(
          "unprotected, 3 instances killed: %d requests, %d failed; %d tunnels and %d downloads,"
              + " %d cut%n",
          outcome.requests(),
          outcome.failed(),
          whole.tunnels(),
          whole.downloads(),
          whole.cut().size());
      assertThat(outcome.failed()).as("failed requests").isPositive();
      assertThat(whole.cut().size()).as("cut").isGreaterThanOrEqualTo(UnderLoad.TUNNELS);
    }
  }

  /** What is open is lost, as it lives in HAProxy; how long nobody is served is told. */
  @Test
  void aKilledProxyServesAgainFromDisk() throws Exception {
    var url = system.variable("LJ_ROUTER") + "/session";
    try (var load = Load.on(url + "?ms=30", 30, 2);
        var sessions = LongClients.on(url, UnderLoad.TUNNELS, UnderLoad.DOWNLOADS)) {
      TimeUnit.SECONDS.sleep(3);
      signal(system.pidOf("consul"), "STOP");
      var start = System.nanoTime();
      signal(system.proxyPid(), "KILL");
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(10))
          .ignoreExceptions()
          .until(() -> system.request("/session").statusCode() == 200);
      var millis = (System.nanoTime() - start) / 1_000_000;
      signal(system.pidOf("consul"), "CONT");
      TimeUnit.SECONDS.sleep(3);
      var outcome = load.stop();
      var whole = sessions.stop();
      System.out.printf(
          "HAProxy killed while Consul is away: served again after %d ms; %d of %d requests failed,"
              + " %d connections cut%n",
          millis, outcome.failed(), outcome.requests(), whole.cut().size());
      assertThat(millis).isLessThan(5_000);
    }
    system.awaitThat("the API is there again", ZeroLoss::answers);
    awaitSettled(3);
  }

  private static void patch(String patch) {
    system.kubectl("patch", "appmap/session", "--type=merge", "-p", patch).orFail();
  }

  private static void awaitSettled(int instances) {
    SessionSystem.awaitSettled(system, "session", instances);
  }

  private static boolean answers() {
    return system.kubectl("get", "appmap").exitCode() == 0;
  }

  private static java.util.Set<String> names(String map) {
    return system.instances("default", map).stream()
        .map(Instance::name)
        .collect(Collectors.toSet());
  }

  private static String version(String map) {
    return system.get("applicationmap", map).at("/spec/artifact/version").asText();
  }

  private static void signal(long pid, String signal) {
    Shell.run(folder, Map.of(), java.util.List.of("kill", "-" + signal, Long.toString(pid)))
        .orFail();
  }
}
