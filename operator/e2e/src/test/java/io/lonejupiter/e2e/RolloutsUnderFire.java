package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.e2e.harness.SessionSystem;
import io.lonejupiter.e2e.harness.UnderLoad;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Canaries whose server is killed at any moment, and how fast a bad one is taken back. Slow, so it
 * has a command of its own; see docs/architecture.md.
 */
class RolloutsUnderFire {
  private static final int ROUNDS = Integer.getInteger("lj.rounds", 20);
  private static final int CLIENTS = 4;

  @TempDir Path folder;
  private LoneJupiter system;

  @BeforeEach
  void up() {
    system = SessionSystem.up(folder.resolve("lj"));
  }

  @AfterEach
  void down() {
    system.close();
  }

  @Test
  void whateverTheServerDiesInEachRolloutEndsAndNothingIsLost() throws Exception {
    SessionSystem.serveCanaries(
        system, 2, "[{setWeight: 10}, {pause: {duration: 1s}}, {setWeight: 50}]");
    var random = new Random(11);
    for (var round = 0; round < ROUNDS; round++) {
      var version = round % 2 == 0 ? "2.0.0" : "1.0.0";
      UnderLoad.losesNothing(
          system,
          "canary " + round + ", its server killed",
          30,
          () -> {
            var patch = "{\"spec\":{\"artifact\":{\"version\":\"" + version + "\"}}}";
            system.kubectl("patch", "appmap/session", "--type=merge", "-p", patch).orFail();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(7_000));
            system.restart("server", "KILL");
            system.awaitThat(
                "the API is there again", () -> system.kubectl("get", "appmap").exitCode() == 0);
            SessionSystem.awaitSettled(system, "session", 2);
          });
      assertThat(SessionSystem.version(system)).isEqualTo(version);
    }
  }

  @Test
  void aBadCanaryIsTakenBackWithinASecond() throws Exception {
    SessionSystem.serveCanaries(system, 2, "[{setWeight: 50}, {pause: {}}]");
    system.inShell("deploy", "appmap/session", "--version", "2.0.0").orFail();
    var millis = new ArrayList<Double>();
    for (var round = 0; round < ROUNDS; round++) {
      awaitPhase("Paused");
      millis.add(abort());
      awaitPhase("Failed");
      system.awaitThat(
          "the canary has left", () -> system.instances("default", "session").size() == 2);
      system.inShell("retry", "appmap/session").orFail();
    }
    Collections.sort(millis);
    var most = millis.get(millis.size() - 1);
    System.out.printf(
        "rollback: from the start of kubectl to the last answer of the bad version, %d times:"
            + " p50 %.0f ms, most %.0f ms%n",
        ROUNDS, millis.get(millis.size() / 2), most);
    assertThat(most).isLessThan(1_000);
  }

  /** Milliseconds from the order to the last answer of the new version. */
  private double abort() throws Exception {
    var last = new AtomicLong();
    var stop = new AtomicBoolean();
    var threads = new ArrayList<Thread>();
    for (var client = 0; client < CLIENTS; client++) {
      var thread =
          new Thread(
              () -> {
                while (!stop.get()) {
                  if (SessionSystem.version(system).equals("2.0.0")) {
                    last.accumulateAndGet(System.nanoTime(), Math::max);
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    TimeUnit.MILLISECONDS.sleep(300);
    var revision = system.get("applicationmap", "session").at("/status/rollout/revision").asText();
    var start = System.nanoTime();
    var order = "lonejupiter.io/abort=" + revision;
    system.kubectl("annotate", "--overwrite", "appmap/session", order).orFail();
    TimeUnit.SECONDS.sleep(2);
    stop.set(true);
    for (var thread : threads) {
      thread.join();
    }
    return Math.max(0, last.get() - start) / 1e6;
  }

  private void awaitPhase(String phase) {
    system.awaitThat(
        "the rollout is " + phase,
        () ->
            system
                .get("applicationmap", "session")
                .at("/status/rollout/phase")
                .asText()
                .equals(phase));
  }
}
