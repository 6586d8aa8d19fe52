package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.e2e.harness.ConsulProxy;
import io.lonejupiter.e2e.harness.ConsulProxy.Moment;
import io.lonejupiter.e2e.harness.Load;
import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.e2e.harness.SessionSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Canaries whose server is killed at each of their writes in turn: at one rollout's first, at the
 * next one's second, and so on; at odd ones when Consul has done it and the server does not know
 * yet, at even ones before Consul hears of it. Slow, so it has a command of its own; see
 * docs/architecture.md.
 */
class RolloutsKilled {
  private static final int FIRST = Integer.getInteger("lj.write", 1);
  private static final int LAST = Integer.getInteger("lj.writes", Integer.MAX_VALUE);
  private static final int INSTANCES = 2;
  private static final int CLIENTS = 30;

  @TempDir Path folder;
  private LoneJupiter system;
  private ConsulProxy proxy;
  private List<String> command;
  private volatile Process server;

  @BeforeEach
  void up() throws IOException {
    system = SessionSystem.up(folder.resolve("lj"));
    proxy = new ConsulProxy(system.variable("CONSUL_HTTP_ADDR"));
    takeOver();
  }

  /** The supervisor is held, and starts no other. */
  private void takeOver() throws IOException {
    var pid = system.pidOf("server");
    var words = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).split("\0");
    command = new ArrayList<>(List.of(words));
    command.set(command.indexOf("--consul") + 1, proxy.url());
    signal(system.pidOf("supervisor"), "STOP");
    signal(pid, "KILL");
    start();
  }

  @AfterEach
  void down() {
    server.destroyForcibly();
    proxy.close();
    signal(system.pidOf("supervisor"), "CONT");
    system.close();
  }

  private void start() {
    try {
      server =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    system.awaitThat("the API is there", () -> system.kubectl("get", "appmap").exitCode() == 0);
  }

  @Test
  void atWhicheverWriteTheServerDiesTheRolloutEndsInTheSameState() throws Exception {
    SessionSystem.serveCanaries(system, INSTANCES, "[{setWeight: 10}, {setWeight: 50}]");
    var version = "2.0.0";
    proxy.count(0, null, null);
    rollOut(version);
    var writes = proxy.writes();
    assertThat(writes).isGreaterThan(10);
    var killed = new AtomicInteger();
    for (var number = FIRST; number <= Math.min(writes, LAST); number++) {
      version = version.equals("1.0.0") ? "2.0.0" : "1.0.0";
      var next = version;
      var moment = number % 2 == 0 ? Moment.BEFORE : Moment.AFTER;
      proxy.count(
          number,
          moment,
          () -> {
            server.destroyForcibly();
            killed.incrementAndGet();
          });
      var what = "killed %s write %d of %d".formatted(moment, number, writes);
      try (var ready = new Ready();
          var load = Load.on(system.variable("LJ_ROUTER") + "/session?ms=300", CLIENTS, CLIENTS)) {
        var start = System.nanoTime();
        rollOut(next);
        var seconds = (System.nanoTime() - start) / 1_000_000_000;
        var outcome = load.stop();
        System.out.printf(
            "%s: %d s, %d requests, %d failed, fewest green ones %d%n",
            what, seconds, outcome.requests(), outcome.failed(), ready.fewest.get());
        assertThat(outcome.failed()).as(what + ": " + outcome.detail()).isZero();
        assertThat(ready.fewest.get()).as(what + ": fewest green ones").isEqualTo(INSTANCES);
      }
    }
    System.out.printf(
        "killed at %d of %d writes, and each ended in the same state%n", killed.get(), writes);
    // How many writes a rollout has is also a matter of what can be seen together.
    assertThat(killed.get()).isGreaterThanOrEqualTo((Math.min(writes, LAST) - FIRST + 1) * 9 / 10);
  }

  private void rollOut(String version) {
    var patch = "{\"spec\":{\"artifact\":{\"version\":\"" + version + "\"}}}";
    // Who is told of no answer asks again.
    system.awaitThat(
        "it is ordered",
        () -> {
          revive();
          return system.kubectl("patch", "appmap/session", "--type=merge", "-p", patch).exitCode()
              == 0;
        });
    system.awaitThat("it has ended, and nothing is left behind", () -> isAtRest(version));
    for (var request = 0; request < 20; request++) {
      assertThat(SessionSystem.version(system)).isEqualTo(version);
    }
  }

  private boolean isAtRest(String version) {
    revive();
    try {
      return isComplete(version)
          && system.isReady("applicationmap", "session", "default")
          && system.instances("default", "session").size() == INSTANCES
          && assignments() == INSTANCES
          && services() == INSTANCES;
    } catch (AssertionError e) {
      // It has died in between.
      return false;
    }
  }

  private void revive() {
    if (!server.isAlive()) {
      start();
    }
  }

  private boolean isComplete(String version) {
    var got =
        system.kubectl(
            "get", "appmap/session", "-o", "jsonpath={.status.version} {.status.rollout.phase}");
    return got.exitCode() == 0 && got.all().strip().equals(version + " Complete");
  }

  private int assignments() {
    var found = 0;
    for (var key : system.consul("/v1/kv/lonejupiter/local/hosts?keys")) {
      found += key.asText().contains("/assignments/default.session") ? 1 : 0;
    }
    return found;
  }

  private int services() {
    return system.consul("/v1/health/service/session").size();
  }

  private static void signal(long pid, String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Looks again and again how many are green. */
  private final class Ready implements AutoCloseable {
    final AtomicInteger fewest = new AtomicInteger(INSTANCES);
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Thread thread = new Thread(this::look);

    Ready() {
      thread.start();
    }

    private void look() {
      while (!stop.get()) {
        try {
          var green = system.consul("/v1/health/service/session?passing").size();
          fewest.accumulateAndGet(green, Math::min);
          TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException | RuntimeException e) {
          // It was not looked at.
          fewest.set(-1);
          return;
        }
      }
    }

    @Override
    public void close() throws InterruptedException {
      stop.set(true);
      thread.join();
    }
  }
}
