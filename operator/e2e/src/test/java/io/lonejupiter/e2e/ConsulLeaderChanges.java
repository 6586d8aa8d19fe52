package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.e2e.harness.Instance;
import io.lonejupiter.e2e.harness.JoinedConsuls;
import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.e2e.harness.SessionSystem;
import io.lonejupiter.e2e.harness.UnderLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two more Consul servers beside the one of the system, which leads at first. Whichever leader
 * ends, in order or killed, no request fails and no connection is cut, and instances are replaced
 * under the new one. Slow, so it has a command of its own; see docs/architecture.md.
 */
class ConsulLeaderChanges {
  private static final Duration ELECTION = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static JoinedConsuls others;
  private static LoneJupiter system;

  @BeforeAll
  static void up() throws IOException {
    system = SessionSystem.up(folder.resolve("lj"));
    others = JoinedConsuls.join(system, folder);
    system.apply(SessionSystem.map("session", "1.0.0", 3, "5m")).orFail();
    system.apply(SessionSystem.map("canary", "2.0.0", 1, "5m")).orFail();
    system.apply(SessionSystem.frontEnd(100)).orFail();
    system.awaitReady("applicationmap", "session", "default");
    system.awaitReady("applicationmap", "canary", "default");
    system.awaitReady("frontendconfig", "session", "default");
  }

  @AfterAll
  static void down() {
    others.close();
    system.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 300})
  void nothingIsLostWhateverLeaderEnds(int connections) throws Exception {
    var before = names();
    UnderLoad.losesNothing(
        system,
        "Consul's leader ended four times, then full replacement",
        connections,
        () -> {
          for (var signal : List.of("TERM", "KILL", "TERM", "KILL")) {
            changeLeader(signal);
          }
          system.awaitThat(
              "the API is there again",
              () -> system.kubectl("get", "appmap/session").exitCode() == 0);
          var version =
              system.get("applicationmap", "session").at("/spec/artifact/version").asText();
          var next = version.equals("1.0.0") ? "2.0.0" : "1.0.0";
          var patch = "{\"spec\":{\"artifact\":{\"version\":\"" + next + "\"}}}";
          system.awaitThat(
              "the API takes a change",
              () ->
                  system.kubectl("patch", "appmap/session", "--type=merge", "-p", patch).exitCode()
                      == 0);
          SessionSystem.awaitSettled(system, "session", 3);
        });
    assertThat(names()).doesNotContainAnyElementsOf(before);
  }

  /** Ends the server that leads, waits for another one to lead, and for the ended one's return. */
  private static void changeLeader(String signal) {
    var leader = leader();
    var term = term();
    if (leader.equals(others.ownServer())) {
      system.restart("consul", signal);
    } else {
      var server =
          others.servers().stream()
              .filter(each -> leader.endsWith(":" + each.settings().ports().server()))
              .findFirst()
              .orElseThrow();
      if (signal.equals("KILL")) {
        server.kill();
      } else {
        server.stop();
      }
      awaitElectionAfter(term);
      server.restart();
    }
    awaitElectionAfter(term);
    System.out.printf("Consul's leader %s ended by %s, now %s%n", leader, signal, leader());
  }

  /** One that comes back fast enough may be elected again. */
  private static void awaitElectionAfter(long term) {
    await()
        .atMost(ELECTION)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(() -> !leader().isEmpty() && term() > term);
  }

  private static long term() {
    return system.consul("/v1/agent/self").at("/Stats/raft/term").asLong();
  }

  private static String leader() {
    return system.consul("/v1/status/leader").asText();
  }

  private static java.util.Set<String> names() {
    return system.instances("default", "session").stream()
        .map(Instance::name)
        .collect(Collectors.toSet());
  }
}
