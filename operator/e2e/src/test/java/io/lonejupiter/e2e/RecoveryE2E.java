package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.e2e.harness.Instance;
import io.lonejupiter.e2e.harness.Load;
import io.lonejupiter.e2e.harness.LoneJupiter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every process is killed with -9; what ran keeps running, and the declared state comes back. */
@Tag("thorough")
class RecoveryE2E {
  @TempDir static Path folder;
  private static LoneJupiter system;

  @BeforeAll
  static void up() {
    system = LoneJupiter.up(folder.resolve("lj"));
  }

  @AfterAll
  static void down() {
    system.close();
  }

  @Test
  void aKilledInstanceIsStartedAgain() {
    var victim = system.instances("default", "hello").get(0);
    kill(victim.pid());
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> find(victim.name()).ready() && find(victim.name()).pid() != victim.pid());
    assertThat(find(victim.name()).restarts()).isEqualTo(victim.restarts() + 1);
  }

  /** The first host that starts it is the one where it crashes. */
  @Test
  void whatCrashesOnOneHostGoesToAnother() {
    var script =
        "mkdir %1$s 2>/dev/null && echo $HOST_NAME > %1$s/bad; "
            + "test $HOST_NAME != $(cat %1$s/bad) || exit 3; exec sleep 1000";
    system
        .apply(
            """
            apiVersion: lonejupiter.io/v1alpha1
            kind: ApplicationMap
            metadata: {name: moves, namespace: default}
            spec:
              artifact: {app: hello, version: 1.0.0}
              run: {command: [sh, -c, '%s']}
              health: {command: ["true"], interval: 1s}
            """
                .formatted(script.formatted(folder.resolve("moves"))))
        .orFail();
    // Its check is green at once, so it is ready for a moment before each end.
    system.awaitThat("it has gone elsewhere", RecoveryE2E::hasMoved);
    var suspects = system.get("applicationmap", "moves").at("/status/suspects");
    var bad = suspects.at("/0/host").asText();
    assertThat(suspects.at("/0/reason").asText()).isEqualTo("CrashLoop");
    assertThat(system.kubectl("describe", "appmap/moves").orFail())
        .contains("Rescheduled", "has failed on host " + bad + " (CrashLoop)");
    assertThat(system.inShell("explain", "appmap/moves").orFail())
        .containsPattern(bad + ".*fits; avoided until .*has failed there");
    system.kubectl("delete", "appmap/moves").orFail();
  }

  @ParameterizedTest
  @ValueSource(strings = {"host-1", "server", "router-1", "consul"})
  void aKilledPartComesBackAndNothingElseNotices(String part) {
    var before = pids();
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/shop", 8)) {
      var killed = system.pidOf(part);
      kill(killed);
      await().atMost(Duration.ofSeconds(60)).until(() -> system.pidOf(part) != killed);
      await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(RecoveryE2E::serverIsReady);
      // The system works again: it takes an order and carries it out.
      system.kubectl("scale", "appmap/hello", "--replicas=3").orFail();
      system.awaitReady("applicationmap", "hello", "default");
      system.kubectl("scale", "appmap/hello", "--replicas=2").orFail();
      system.awaitThat(
          "only two instances are left", () -> system.instances("default", "hello").size() == 2);
      var outcome = load.stop();
      assertThat(outcome.failed()).as(outcome.detail()).isZero();
    }
    assertThat(pids()).as("instances go on in their processes").containsAll(withoutHello(before));
  }

  @Test
  void aKilledProxyServesAgainByItself() {
    var master = system.proxyPid();
    kill(master);
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> system.request("/hello").statusCode() == 200);
    assertThat(system.proxyPid()).isNotEqualTo(master);
  }

  @Test
  void theSupervisorsDeathStopsNothing() {
    var before = pids();
    kill(system.pidOf("supervisor"));
    assertThat(system.request("/hello").statusCode()).isEqualTo(200);
    assertThat(pids()).isEqualTo(before);
    assertThat(system.upAgain().exitCode()).as("up takes over what runs").isZero();
    assertThat(pids()).isEqualTo(before);
  }

  private static boolean hasMoved() {
    var suspects = system.get("applicationmap", "moves").at("/status/suspects");
    var instances = system.instances("default", "moves");
    return suspects.size() == 1
        && instances.size() == 1
        && instances.get(0).ready()
        && !instances.get(0).host().equals(suspects.at("/0/host").asText());
  }

  private static boolean serverIsReady() throws IOException, InterruptedException {
    var uri = URI.create(system.variable("LJ_SERVER") + "/readyz");
    var http = HttpClient.newHttpClient();
    var request = HttpRequest.newBuilder(uri).build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
  }

  private static Instance find(String name) {
    return system.instances("default", "hello").stream()
        .filter(i -> i.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Instance to process, of all maps that no test here scales. */
  private static Set<String> pids() {
    return Stream.of("hello", "shop-stable", "shop-canary")
        .flatMap(map -> system.instances("default", map).stream())
        .map(i -> i.name() + "=" + i.pid())
        .collect(Collectors.toSet());
  }

  private static Set<String> withoutHello(Set<String> pids) {
    return pids.stream().filter(p -> !p.startsWith("hello")).collect(Collectors.toSet());
  }

  private static void kill(long pid) {
    assertThat(pid).isPositive();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }
}
