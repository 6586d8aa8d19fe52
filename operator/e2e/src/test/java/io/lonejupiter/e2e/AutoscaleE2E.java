package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.e2e.harness.Load;
import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.e2e.harness.SessionSystem;
import io.lonejupiter.e2e.harness.User;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A number of instances that follows the load, and loses nobody on its way up and down. */
@Tag("thorough")
class AutoscaleE2E {
  private static final int FEWEST = 2;
  private static final int MOST = 8;
  private static final int PER_INSTANCE = 10;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir static Path folder;
  private static LoneJupiter system;

  @BeforeAll
  static void up() {
    system = SessionSystem.up(folder.resolve("lj"));
  }

  @AfterAll
  static void down() {
    system.close();
  }

  /** Users who ask again and again, some of them with an open tunnel, and stay where they are. */
  private static final class Users implements AutoCloseable {
    private static final int PAUSE_MILLIS = 400;

    private record Member(User user, Thread thread) {}

    private final Deque<Member> members = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();

    void come(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        var user = new User(system.variable("LJ_ROUTER") + "/session");
        var home = user.ask();
        if (i % 4 == 0) {
          user.open();
        }
        var tunnel = i % 4 == 0;
        var thread = new Thread(() -> stay(user, home, tunnel), "user");
        thread.setDaemon(true);
        thread.start();
        members.add(new Member(user, thread));
      }
    }

    private void stay(User user, String home, boolean tunnel) {
      try {
        while (true) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
          requests.incrementAndGet();
          var answered = user.ask();
          if (!answered.equals(home)) {
            lost.add("was on " + home + " and is on " + answered);
            return;
          }
          if (tunnel && !user.echoes()) {
            lost.add("its tunnel to " + home + " was cut");
            return;
          }
        }
      } catch (InterruptedException e) {
        // It goes.
      } catch (IOException | AssertionError e) {
        lost.add("on " + home + ": " + e.getMessage());
      }
    }

    /** Those who came last go first, as their instances are to become empty. */
    void go(int count) throws IOException, InterruptedException {
      for (int i = 0; i < count; i++) {
        var member = members.removeLast();
        member.thread().interrupt();
        member.thread().join();
        member.user().close();
      }
    }

    @Override
    public void close() throws IOException, InterruptedException {
      go(members.size());
    }
  }

  @Test
  void fromTwoToEightAndBackWithoutLosingASession() throws Exception {
    serve(
        "session",
        "metrics: [{type: Sessions, target: " + PER_INSTANCE + "}]",
        "stickiness: {type: Cookie, instance: true, idleTimeout: 3s}");
    var seen = new ArrayList<Integer>();
    try (var users = new Users()) {
      var start = System.nanoTime();
      users.come(PER_INSTANCE);
      for (int step = 1; step < MOST; step++) {
        users.come(PER_INSTANCE);
        TimeUnit.SECONDS.sleep(1);
        seen.add(wanted("session"));
      }
      SessionSystem.awaitSettled(system, "session", MOST);
      var up = System.nanoTime();
      for (int step = 1; step < MOST; step++) {
        users.go(PER_INSTANCE);
        TimeUnit.SECONDS.sleep(1);
        seen.add(wanted("session"));
      }
      SessionSystem.awaitSettled(system, "session", FEWEST);
      var back = System.nanoTime();
      System.out.printf(
          "autoscale by sessions: %d to %d in %.1f s, back in %.1f s; %d requests of users, %d lost;"
              + " wanted on the way: %s%n",
          FEWEST,
          MOST,
          (up - start) / 1e9,
          (back - up) / 1e9,
          users.requests.get(),
          users.lost.size(),
          seen);
      assertThat(users.lost).isEmpty();
    }
    assertThat(events("Scaled")).anyMatch(e -> e.contains("to 8 instances from "));
    assertThat(system.kubectl("describe", "appmap/session").orFail())
        .containsPattern("Autoscale:\\s+Instances: +2\\s+Message: +from [3-8] instances: Sessions");
    assertThat(system.kubectl("get", "appmap", "session").orFail())
        .containsPattern("session +2 +2 +2 ");
  }

  @Test
  void followsRequestsAndSaysWhatInstancesUse() throws Exception {
    serve(
        "busy",
        "metrics: [{type: Requests, target: 100}, {type: CPU, target: 90}, {type: Memory, target: 90}]",
        "name: busy");
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/busy?ms=50", 20, 4)) {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                assertThat(wanted("busy")).isGreaterThan(FEWEST);
                assertThat(reading("busy", "Requests")).isBetween(150, 600);
                assertThat(reading("busy", "CPU")).isPositive();
                assertThat(reading("busy", "Memory")).isBetween(FEWEST, 100 * MOST);
              });
      SessionSystem.awaitSettled(system, "busy", wanted("busy"));
      var outcome = load.stop();
      assertThat(outcome.failed()).as(outcome.detail()).isZero();
    }
    SessionSystem.awaitSettled(system, "busy", FEWEST);
    // What nobody asks for any more is not counted any more, and the number is the spec's again.
    var patch = "{\"spec\":{\"autoscale\":null,\"instances\":1}}";
    system.kubectl("patch", "appmap/busy", "--type=merge", "-p", patch).orFail();
    SessionSystem.awaitSettled(system, "busy", 1);
    assertThat(system.get("appmap", "busy").at("/status").has("autoscale")).isFalse();
  }

  private static void serve(String map, String metrics, String route) {
    var yaml =
        SessionSystem.map(map, "1.0.0", 1, "2m")
            + """
                placement: {resources: {cpu: 500m, memory: 256Mi}}
                autoscale:
                  min: %d
                  max: %d
                  %s
                  scaleDownAfter: 6s
              """
                .formatted(FEWEST, MOST, metrics)
            + """
              ---
              apiVersion: lonejupiter.io/v1alpha1
              kind: FrontEndConfig
              metadata: {name: %1$s, namespace: default}
              spec:
                routes:
                  - matches: [{path: {value: /%1$s}}]
                    backendRefs: [{app: session, labels: {map: %1$s}}]
                    %2$s
              """
                .formatted(map, route);
    system.apply(yaml).orFail();
    system.awaitReady("frontendconfig", map, "default");
    SessionSystem.awaitSettled(system, map, FEWEST);
  }

  private static int wanted(String map) {
    return system.get("appmap", map).at("/status/autoscale/instances").asInt();
  }

  private static int reading(String map, String type) {
    for (JsonNode reading : system.get("appmap", map).at("/status/autoscale/readings")) {
      if (reading.path("type").asText().equals(type)) {
        return reading.path("total").asInt(-1);
      }
    }
    return -1;
  }

  private static List<String> events(String reason) {
    var messages = new ArrayList<String>();
    for (var event : system.get("events").path("items")) {
      if (event.path("reason").asText().equals(reason)) {
        messages.add(event.path("message").asText());
      }
    }
    return messages;
  }
}
