package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.e2e.harness.Instance;
import io.lonejupiter.e2e.harness.JoinedConsuls;
import io.lonejupiter.e2e.harness.Load;
import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.e2e.harness.SessionSystem;
import io.lonejupiter.tools.ConsulServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host with ten of twelve instances is lost, with its Consul server: killed with all that runs on
 * it, or only cut off. Slow, since nobody gives a host up at once; see docs/architecture.md.
 */
class HostLoss {
  private static final String FAR = "far";
  private static final int ON_FAR = 10;
  private static final int ALL = 12;
  private static final List<String> NEAR = List.of("host-1", "host-2", "host-3");

  @TempDir Path folder;
  private LoneJupiter system;
  private JoinedConsuls consuls;
  private ConsulServer consul;
  private Process agent;

  @BeforeEach
  void up() throws Exception {
    system = SessionSystem.up(folder.resolve("lj"));
    consuls = JoinedConsuls.join(system, folder);
    consul = consuls.servers().get(0);
    startAgent();
    cordon(true);
    system.apply(SessionSystem.map("session", "1.0.0", ON_FAR, "5m")).orFail();
    system.apply(SessionSystem.map("canary", "2.0.0", 0, "5m")).orFail();
    system.apply(SessionSystem.frontEnd(100)).orFail();
    SessionSystem.awaitSettled(system, "session", ON_FAR);
    cordon(false);
    system.kubectl("scale", "appmap/session", "--replicas=" + ALL).orFail();
    SessionSystem.awaitSettled(system, "session", ALL);
    system.awaitReady("frontendconfig", "session", "default");
    assertThat(on(FAR)).isEqualTo(ON_FAR);
  }

  private void startAgent() {
    agent =
        system.start(
            folder.resolve("far.log"),
            "agent",
            "--consul",
            consul.url(),
            "--cluster",
            system.variable("LJ_CLUSTER"),
            "--host",
            FAR,
            "--address",
            "127.0.0.9",
            "--data",
            folder.resolve(FAR).toString());
    system.awaitThat(
        "the host is there",
        () ->
            system.kubectl("get", "apphost", FAR).exitCode() == 0
                && system.isReady("apphost", FAR, "default"));
  }

  private void cordon(boolean cordoned) {
    for (var host : NEAR) {
      var patch = "{\"spec\":{\"cordoned\":" + cordoned + "}}";
      system.kubectl("patch", "apphost/" + host, "--type=merge", "-p", patch).orFail();
    }
  }

  @AfterEach
  void down() throws Exception {
    agent.destroy();
    agent.waitFor(10, TimeUnit.SECONDS);
    for (var instance : system.instances("default", "session")) {
      kill(instance);
    }
    consuls.close();
    system.close();
  }

  private static void kill(Instance instance) {
    ProcessHandle.of(instance.pid()).ifPresent(ProcessHandle::destroyForcibly);
  }

  private List<Instance> instances() {
    return system.instances("default", "session");
  }

  private long on(String host) {
    return instances().stream().filter(i -> i.host().equals(host)).count();
  }

  @Test
  void allThatRanOnItRunsElsewhere() throws Exception {
    var lost = instances().stream().filter(i -> i.host().equals(FAR)).toList();
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/session?ms=30", 30, 30)) {
      TimeUnit.SECONDS.sleep(3);
      var start = System.nanoTime();
      agent.destroyForcibly();
      consul.kill();
      lost.forEach(HostLoss::kill);
      report("host killed", start);
      var outcome = load.stop();
      System.out.printf(
          "host loss, killed: %d of %d requests failed: %s%n",
          outcome.failed(), outcome.requests(), outcome.detail());
    }
    system.awaitThat(
        "nothing is left of the lost",
        () -> instances().stream().map(Instance::name).noneMatch(names(lost)::contains));
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/session?ms=30", 30, 30)) {
      TimeUnit.SECONDS.sleep(5);
      var outcome = load.stop();
      assertThat(outcome.failed()).as("once they are replaced: " + outcome.detail()).isZero();
    }
  }

  @Test
  void whatRunsOnAHostThatComesBackIsNotThereTwice() throws Exception {
    var before = instances().stream().filter(i -> i.host().equals(FAR)).toList();
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/session?ms=30", 30, 30)) {
      TimeUnit.SECONDS.sleep(3);
      var start = System.nanoTime();
      consul.kill();
      report("host cut off", start);
      assertThat(before).as("it runs on where nobody sees it").allMatch(Instance::isAlive);
      consul.restart();
      system.awaitThat(
          "what was replaced ends", () -> before.stream().noneMatch(Instance::isAlive));
      SessionSystem.awaitSettled(system, "session", ALL);
      var outcome = load.stop();
      System.out.printf(
          "host loss, cut off and back: %d of %d requests failed: %s%n",
          outcome.failed(), outcome.requests(), outcome.detail());
      assertThat(outcome.failed()).as(outcome.detail()).isZero();
    }
    assertThat(system.isReady("apphost", FAR, "default")).isTrue();
  }

  /** Waits until all is as declared, and says how long each part took. */
  private void report(String what, long start) {
    var detected =
        seconds(start, () -> instances().stream().anyMatch(i -> i.phase().equals("Lost")));
    var placed =
        seconds(
            start, () -> instances().stream().filter(i -> !i.host().equals(FAR)).count() == ALL);
    var ready =
        seconds(
            start,
            () ->
                instances().stream().filter(i -> i.ready() && !i.host().equals(FAR)).count()
                    == ALL);
    System.out.printf(
        "host loss, %s: detected after %.1f s, all placed after %.1f s, all ready after %.1f s%n",
        what, detected, placed, ready);
  }

  private double seconds(long start, Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(4)).pollInterval(Duration.ofMillis(200)).until(condition);
    return (System.nanoTime() - start) / 1e9;
  }

  private static List<String> names(List<Instance> instances) {
    return instances.stream().map(Instance::name).toList();
  }
}
