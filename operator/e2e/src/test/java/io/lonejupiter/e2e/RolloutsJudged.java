package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.e2e.harness.Load;
import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.e2e.harness.SessionApp;
import io.lonejupiter.e2e.harness.SessionSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Canaries 5, 20, 50, 100 by the hundred, good ones and bad ones, judged by what a real router
 * counts. Slow, so it has a command of its own; see docs/architecture.md.
 */
class RolloutsJudged {
  private static final int ROLLOUTS = Integer.getInteger("lj.rollouts", 200);
  private static final long SEED = Long.getLong("lj.seed", 5);
  private static final int CONNECTIONS = 100;
  private static final int[] WEIGHTS = {5, 20, 50};
  private static final String ANALYSE =
      "{\"analyse\": {\"interval\": \"1s\", \"minSamples\": 1000, \"count\": 1}}";

  @TempDir static Path folder;
  private static LoneJupiter system;

  private String stable = "1.0.0";
  private final Map<String, Integer> stopped = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();

  @BeforeAll
  static void up() throws IOException {
    system = SessionSystem.up(folder.resolve("lj"));
    var build = Files.writeString(folder.resolve("build.jar"), "session").toString();
    for (var version : List.of(SessionApp.FAULTY_VERSION, SessionApp.SLOW_VERSION)) {
      system.inShell("artifact", "push", build, "--app", "session", "--version", version).orFail();
    }
  }

  @AfterAll
  static void down() {
    system.close();
  }

  @Test
  void badOnesAreStoppedAtWhateverStepTheyAreJudgedAndGoodOnesAreNot() throws Exception {
    serve();
    var random = new Random(SEED);
    var good = 0;
    var bad = 0;
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/judged?ms=30", CONNECTIONS, 0)) {
      for (var number = 0; number < ROLLOUTS; number++) {
        var kind = random.nextInt(3);
        if (kind == 0) {
          good++;
          goodOne(number);
        } else {
          bad++;
          var version = kind == 1 ? SessionApp.FAULTY_VERSION : SessionApp.SLOW_VERSION;
          badOne(number, version, random.nextInt(WEIGHTS.length));
        }
      }
      assertThat(load.stop().requests()).isPositive();
    }
    System.out.printf(
        "judged: %d good rollouts and %d bad ones, stopped: %s, wrong: %s%n",
        good, bad, stopped, wrong);
    var missed = wrong.stream().filter(said -> said.contains("missed")).toList();
    assertThat(wrong.size() - missed.size())
        .as("good ones stopped")
        .isLessThanOrEqualTo(good / 100);
    assertThat(missed).as("bad ones that went through").isEmpty();
  }

  private static void serve() {
    var yaml =
        SessionSystem.map("judged", "1.0.0", 2, "5s")
            + """
                rollout: {type: Canary, onFailure: Rollback, keepWarm: 1s}
              ---
              apiVersion: lonejupiter.io/v1alpha1
              kind: FrontEndConfig
              metadata: {name: judged, namespace: default}
              spec:
                routes:
                  - matches: [{path: {value: /judged}}]
                    backendRefs: [{app: session, labels: {map: judged}}]
              """;
    system.apply(yaml).orFail();
    system.awaitReady("applicationmap", "judged", "default");
    system.awaitReady("frontendconfig", "judged", "default");
  }

  private void goodOne(int number) {
    var next = stable.equals("1.0.0") ? "2.0.0" : "1.0.0";
    deploy(next, 0);
    var end = awaitEnd(next);
    if (end.path("phase").asText().equals("Complete")) {
      stable = next;
      awaitOneRevision();
    } else {
      wrong.add(number + ": a good one was stopped: " + end);
      back();
    }
  }

  private void badOne(int number, String version, int firstJudged) {
    deploy(version, firstJudged);
    var end = awaitEnd(version);
    var kind = version.equals(SessionApp.SLOW_VERSION) ? "slow" : "faulty";
    if (end.path("phase").asText().equals("Complete")) {
      wrong.add(number + ": missed: " + kind);
    } else {
      assertThat(end.path("reason").asText()).as(end.toString()).isEqualTo("AnalysisFailed");
      stopped.merge(
          kind + " at " + weightOf(end.path("step").asInt(), firstJudged) + " %", 1, Integer::sum);
    }
    back();
  }

  /** Before the first that is judged there is one step for each weight, then there are two. */
  private static int weightOf(int step, int firstJudged) {
    return WEIGHTS[firstJudged + (step - firstJudged) / 2];
  }

  private static void deploy(String version, int firstJudged) {
    var steps = new ArrayList<String>();
    for (var step = 0; step < WEIGHTS.length; step++) {
      steps.add("{\"setWeight\": " + WEIGHTS[step] + "}");
      if (step >= firstJudged) {
        steps.add(ANALYSE);
      }
    }
    patch(version, steps);
  }

  private static void patch(String version, List<String> steps) {
    var patch =
        "{\"spec\": {\"artifact\": {\"version\": \"%s\"}, \"rollout\": {\"steps\": %s}}}"
            .formatted(version, steps);
    system.kubectl("patch", "appmap/judged", "--type=merge", "-p", patch).orFail();
  }

  /** To what served before, so that the next one begins as the first did. */
  private void back() {
    patch(stable, List.of());
    awaitEnd(stable);
    awaitOneRevision();
  }

  private static void awaitOneRevision() {
    system.awaitThat("one is left", () -> system.instances("default", "judged").size() == 2);
  }

  private static JsonNode awaitEnd(String version) {
    system.awaitThat(
        "the rollout of " + version + " has ended",
        () -> {
          var status = system.get("applicationmap", "judged").path("status");
          var phase = status.at("/rollout/phase").asText();
          return status.path("version").asText().equals(version)
              && (phase.equals("Complete") || phase.equals("Failed"));
        });
    return system.get("applicationmap", "judged").at("/status/rollout");
  }
}
