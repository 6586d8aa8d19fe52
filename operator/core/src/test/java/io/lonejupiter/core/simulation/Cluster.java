package io.lonejupiter.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.model.AutoscaleMetric;
import io.lonejupiter.model.AutoscaleMetricType;
import io.lonejupiter.model.AutoscaleSpec;
import io.lonejupiter.model.Desired;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A whole cluster in virtual time: the objects of the API, Consul, a leading server with the real
 * decisions, and models of hosts and routers. One seed is one history; in those of negative seeds
 * there are hosts on which nothing comes up, and routers read one thing after the other, and in
 * every other of those the number of instances follows a load that comes and goes; and in every
 * third an instance is verified by the agent of another host. In each moment the invariants of
 * docs/architecture.md are looked at.
 */
final class Cluster {
  /** Seconds that the clock of a server may be off. */
  static final int MOST_SKEW = 20;

  static final int HOSTS = 3;
  private static final int ROUTERS = 2;
  private static final int STEPS = 80;
  private static final int CALM_STEPS = 600;

  final Store consul = new Store();
  final Objects objects;
  final List<HostModel> hosts = new ArrayList<>();
  final List<RouterModel> routers = new ArrayList<>();

  /** What happened, to be told when something goes wrong. */
  final List<String> told = new ArrayList<>();

  /** Revisions whose instances never come up. */
  final Set<String> bad = new HashSet<>();

  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Random random;

  /** Which hosts break, apart from the rest, so that the other histories stay what they are. */
  private final Random breakage;

  /** How busy users are, where the number of instances follows it; null: it does not. */
  private final Random load;

  /** How verifications go, where another host makes them; null: they are none. */
  final Random elsewhere;

  /** The host that was last told to make a verification, by the id of that. */
  private final Map<String, String> verifying = new HashMap<>();

  private int usersPerStep;

  /** Nothing but people and servers does anything bad in such a history, so no route gets empty. */
  private final boolean peaceful;

  private ServerModel server;
  private int servers;
  private final Set<String> served = new HashSet<>();

  Cluster(long seed) {
    random = new Random(seed);
    breakage = seed < 0 ? new Random(seed) : null;
    peaceful = random.nextInt(3) == 0;
    load = seed < 0 && seed % 2 == 0 ? new Random(~seed) : null;
    elsewhere = seed < 0 && seed % 3 == 0 ? new Random(seed * 31) : null;
    objects = new Objects(random, peaceful, load == null ? null : autoscale(load));
    for (int i = 0; i < HOSTS; i++) {
      hosts.add(new HostModel("host-" + i, i, random));
    }
    for (int i = 0; i < ROUTERS; i++) {
      routers.add(
          new RouterModel("router-" + i, random, seed < 0 ? new Random(seed * ROUTERS + i) : null));
    }
    see(1);
    server = nextServer();
  }

  private static AutoscaleSpec autoscale(Random random) {
    var sessions = new AutoscaleMetric(AutoscaleMetricType.SESSIONS, 2 + random.nextInt(4));
    return new AutoscaleSpec(
        1 + random.nextInt(2),
        3 + random.nextInt(3),
        List.of(sessions),
        null,
        random.nextInt(30) + "s",
        random.nextInt(90) + "s");
  }

  /**
   * How many users come to one of so many instances: where the load comes and goes, it is that of
   * all of them together.
   */
  int users(int drawn, int instances) {
    return load == null ? drawn : (drawn * usersPerStep + load.nextInt(instances)) / instances;
  }

  void run() {
    for (int step = 0; step < STEPS; step++) {
      now = now.plusMillis(200 + random.nextInt(8_000));
      disturb();
      breakHosts();
      if (load != null && load.nextInt(5) == 0) {
        usersPerStep = load.nextInt(7);
        tell("busy: " + usersPerStep);
      }
      turn(3);
    }
    calm();
    for (int step = 0; step < CALM_STEPS; step++) {
      now = now.plusSeconds(10);
      objects.calm();
      turn(1);
      if (isAsDeclared()) {
        return;
      }
    }
    throw new AssertionError("it does not end: " + objects + ", " + whatIsLeft());
  }

  /** Everybody does something, in any order. */
  private void turn(int slowness) {
    others(slowness);
    if (!server.pass(random.nextInt(8) == 0 ? random.nextInt(6) : Integer.MAX_VALUE)) {
      // It died at a write. The next one has another clock, and reads everything anew.
      server = nextServer();
    }
    checkNoRouteIsEmpty();
  }

  private void others(int slowness) {
    for (var host : hosts) {
      if (random.nextInt(slowness) == 0) {
        host.step(this, bad);
      }
    }
    for (var router : routers) {
      if (random.nextInt(slowness) == 0) {
        router.step(this, slowness > 1);
      }
      if (random.nextInt(slowness) == 0) {
        router.report(consul);
      }
    }
    see(slowness * 2);
  }

  /** Who is cut off or back is missed or found, sooner or later. */
  private void see(int slowness) {
    for (var host : hosts) {
      if (random.nextInt(slowness) == 0) {
        host.beSeen(consul);
      }
    }
    for (var router : routers) {
      if (random.nextInt(slowness) == 0) {
        router.beSeen(consul);
      }
      if (!consul.routers.containsKey(router.name)) {
        router.cutOffUntil = now;
      }
    }
  }

  private ServerModel nextServer() {
    // Of a peaceful history, too: clocks are wrong everywhere.
    var skew = Duration.ofSeconds(random.nextInt(2 * MOST_SKEW + 1) - MOST_SKEW);
    tell("server " + ++servers + " leads, its clock is off by " + skew.toSeconds() + " s");
    return new ServerModel(this, skew, random);
  }

  void isToVerify(String host, RemoteVerification order) {
    var before = verifying.put(order.id(), host);
    var instead = before == null || before.equals(host) ? "" : " instead of " + before;
    tell(host + " is to verify " + order.assignment().name() + instead);
  }

  void tell(String what) {
    told.add(now + " " + what);
  }

  private void disturb() {
    var what = random.nextInt(peaceful ? 8 : 20);
    switch (what) {
      case 0, 1 -> objects.edit(this);
      case 2 -> objects.scale(this);
      case 3 -> objects.order(this);
      case 4 -> {
        now = now.plus(Duration.ofMinutes(random.nextInt(12)));
        // No server leads meanwhile; all others go on.
        others(1);
      }
      case 8, 9 -> {
        var host = anyHost();
        host.connected = !host.connected;
        tell(host.name + (host.connected ? " is back" : " is cut off"));
      }
      case 10 -> {
        var host = anyHost();
        host.crash();
        tell(host.name + " has crashed");
      }
      case 11, 12 -> {
        var host = anyHost();
        host.restartAgent();
        tell(host.name + " has lost its agent");
      }
      case 13, 14 -> {
        var router = routers.get(random.nextInt(ROUTERS));
        router.connected = !router.connected;
        tell(router.name + (router.connected ? " is back" : " is cut off"));
      }
      case 15 -> {
        var host = anyHost();
        host.processes.keySet().stream().findAny().ifPresent(host.processes::remove);
        tell("a process on " + host.name + " has died");
      }
      case 16 -> {
        server = nextServer();
      }
      case 17 -> anyHost().processes.values().forEach(p -> p.healthy = false);
      default -> {}
    }
    for (var host : hosts) {
      host.agentRuns |= random.nextInt(5) == 0;
    }
  }

  private void breakHosts() {
    if (breakage == null || peaceful || breakage.nextInt(10) != 0) {
      return;
    }
    var host = hosts.get(breakage.nextInt(HOSTS));
    host.broken = !host.broken;
    if (host.broken) {
      host.processes.clear();
    }
    tell(host.name + (host.broken ? " is broken" : " is not broken any more"));
  }

  private HostModel anyHost() {
    return hosts.get(random.nextInt(HOSTS));
  }

  private void calm() {
    bad.clear();
    hosts.forEach(host -> host.connected = true);
    hosts.forEach(host -> host.agentRuns = true);
    hosts.forEach(host -> host.broken = false);
    routers.forEach(router -> router.connected = true);
    usersPerStep = 0;
    tell("from now on all is calm");
  }

  /** Whether a process of this instance runs anywhere. */
  boolean runs(String id) {
    return hosts.stream().anyMatch(host -> host.processes.containsKey(id));
  }

  /** Invariant 4: what ran keeps running, until nobody uses it. */
  void checkMayStop(String id, HostModel host) {
    var instance = objects.deployments.get(ServerModel.name(id));
    var process = host.processes.get(id);
    if (instance == null
        || !host.address.equals(instance.spec.ip())
        || process.startedAt.isBefore(instance.trulyCreatedAt)) {
      // Of one that had the same name and was given up.
      return;
    }
    assertThat(instance.deleting || instance.spec.desired() != Desired.RUNNING)
        .as("%s is stopped, and shall run: %s", id, instance)
        .isTrue();
    if (!process.healthy || instance.givenUp || instance.mayHaveSessions(now)) {
      return;
    }
    for (var router : routers) {
      // One that was cut off meanwhile was not asked.
      if (instance.leavingSince == null || router.cutOffUntil.isBefore(instance.leavingSince)) {
        assertThat(router.sessions.getOrDefault(id, 0))
            .as("%s is stopped with sessions of %s: %s", id, router.name, instance)
            .isZero();
      }
    }
  }

  /** Invariant 1, and: a revision gets no request before routers were told to divide. */
  void checkMayServe(ServiceInstance service, RouterModel router) {
    var instance = objects.deployments.get(ServerModel.name(service.id()));
    if (instance == null || !router.cutOffUntil.isBefore(objects.rolloutBegan)) {
      // One that was cut off meanwhile could not be told.
      return;
    }
    var host = hosts.stream().filter(h -> h.name.equals(service.node())).findFirst().orElseThrow();
    var process = host.processes.get(service.id());
    // Of one that has ended the router has not heard yet; its proxy is refused there.
    assertThat(process == null || process.verified || !process.token.equals(service.token()))
        .as("%s gets requests and was never green", service.id())
        .isTrue();
    assertThat(objects.isWithoutShare(instance))
        .as("%s gets requests, and its revision shall have none: %s", service.id(), objects)
        .isFalse();
  }

  /** Invariant 4: where nothing fails, no route is without an instance once it had one. */
  private void checkNoRouteIsEmpty() {
    if (!peaceful) {
      return;
    }
    for (var router : routers) {
      var targets = router.targets().keySet().stream().filter(this::runs).count();
      if (targets > 0
          && objects.deployments.values().stream().anyMatch(Objects.Deployment::isReady)) {
        served.add(router.name);
      }
      assertThat(targets > 0 || !served.contains(router.name) || objects.wasScaledToNone())
          .as("%s has nobody to send requests to: %s", router.name, objects)
          .isTrue();
    }
  }

  private boolean isAsDeclared() {
    return objects.isComplete() && whatIsLeft().isEmpty();
  }

  /** Invariant 5: what is there and nobody asks for. */
  private Set<String> whatIsLeft() {
    var left = new HashSet<String>();
    consul.assignments.keySet().forEach(id -> left.add("assignment " + id));
    consul.drains.keySet().forEach(id -> left.add("drain " + id));
    consul.services.keySet().forEach(id -> left.add("service " + id));
    consul.reports.keySet().forEach(id -> left.add("report " + id));
    consul.verifications.forEach(
        (host, orders) -> orders.keySet().forEach(id -> left.add("verification of " + id)));
    consul.verdicts.forEach(
        (host, verdicts) -> verdicts.keySet().forEach(id -> left.add("verdict on " + id)));
    hosts.forEach(h -> h.processes.keySet().forEach(id -> left.add("process " + id)));
    for (var name : objects.deployments.keySet()) {
      for (var what : List.of("assignment ", "service ", "report ", "process ")) {
        if (!left.remove(what + ServerModel.id(name))) {
          left.add("no " + what + name);
        }
      }
    }
    return left;
  }
}
