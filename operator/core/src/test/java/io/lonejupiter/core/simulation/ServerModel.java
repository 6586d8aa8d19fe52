package io.lonejupiter.core.simulation;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.RouterReport.InstanceLoad;
import io.lonejupiter.core.heal.HealFacts;
import io.lonejupiter.core.heal.Suspects;
import io.lonejupiter.core.instance.Green;
import io.lonejupiter.core.instance.InstanceFacts;
import io.lonejupiter.core.instance.InstancePlan;
import io.lonejupiter.core.instance.InstancePlanner;
import io.lonejupiter.core.instance.Verifier;
import io.lonejupiter.core.placement.FreePorts;
import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.placement.HostStates;
import io.lonejupiter.core.placement.HostStates.OnHost;
import io.lonejupiter.core.placement.PlacementRequest;
import io.lonejupiter.core.rollout.Gates;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.core.rollout.InstanceState.Failure;
import io.lonejupiter.core.rollout.ProgressFacts;
import io.lonejupiter.core.rollout.ProgressFacts.Division;
import io.lonejupiter.core.rollout.RevisionHistory;
import io.lonejupiter.core.rollout.RolloutAction;
import io.lonejupiter.core.rollout.RolloutAction.Create;
import io.lonejupiter.core.rollout.RolloutAction.Delete;
import io.lonejupiter.core.rollout.RolloutAction.Drain;
import io.lonejupiter.core.rollout.RolloutFacts;
import io.lonejupiter.core.rollout.RolloutGoals;
import io.lonejupiter.core.rollout.RolloutPlanner;
import io.lonejupiter.core.rollout.RolloutProgress;
import io.lonejupiter.core.rollout.Sample;
import io.lonejupiter.core.route.Canary;
import io.lonejupiter.core.route.FrontEndPlanner;
import io.lonejupiter.core.scale.Autoscaler;
import io.lonejupiter.core.scale.ScaleFacts;
import io.lonejupiter.core.simulation.Objects.Deployment;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.model.AppDeploymentSpec;
import io.lonejupiter.model.AppHostSpec;
import io.lonejupiter.model.AutoscaleReading;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.FrontEndConfigSpec;
import io.lonejupiter.model.Phase;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.SuspectHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A leading server: the reconcilers' real decisions, with what it has read of Consul by now, its
 * own clock, and writes that happen one after the other until it dies.
 */
final class ServerModel {
  private static final String NAMESPACE = "default";
  private static final Duration HOST_LOSS_DELAY = Duration.ofSeconds(30);
  private static final AppHostSpec HOST = new AppHostSpec(null, null, null, null, null);

  /** It was killed. */
  private static final class DiedException extends RuntimeException {}

  private final Cluster cluster;
  private final Objects objects;
  private final Duration skew;
  private final Random random;
  private final Store view = new Store();
  private int writesLeft;

  ServerModel(Cluster cluster, Duration skew, Random random) {
    this.cluster = cluster;
    this.objects = cluster.objects;
    this.skew = skew;
    this.random = random;
    view.readAll(cluster.consul);
  }

  static String id(String name) {
    return Keys.instanceId(NAMESPACE, name);
  }

  static String name(String id) {
    return id.substring(NAMESPACE.length() + 1);
  }

  private Instant now() {
    return cluster.now.plus(skew);
  }

  /**
   * Reads what has come by now, and reconciles some of the objects.
   *
   * @param writes so many happen; at the next one it dies
   * @return false: it has died
   */
  boolean pass(int writes) {
    writesLeft = writes;
    for (var topic : Store.Topic.values()) {
      if (random.nextInt(3) != 0) {
        view.read(topic, cluster.consul);
      }
    }
    try {
      var work = new ArrayList<Runnable>(List.of(this::map, this::frontEnd));
      List.copyOf(objects.deployments.values()).forEach(d -> work.add(() -> instance(d)));
      Collections.shuffle(work, random);
      for (var one : work) {
        if (random.nextInt(4) != 0) {
          one.run();
        }
      }
      return true;
    } catch (DiedException e) {
      return false;
    }
  }

  private void write(Runnable write) {
    if (writesLeft-- <= 0) {
      throw new DiedException();
    }
    write.run();
  }

  private void map() {
    scale();
    heal();
    var facts = facts();
    var next = RolloutProgress.next(objects.rollout, facts);
    var goals = RolloutGoals.of(next, facts);
    if (!next.equals(objects.rollout)) {
      write(
          () -> {
            objects.decided(next, cluster.now);
            objects.history = RevisionHistory.next(objects.history, objects.record(now()), next);
            cluster.tell(next.toString());
          });
    }
    var before = ready();
    var plan =
        RolloutPlanner.next(
            new RolloutFacts(
                NAMESPACE,
                Objects.MAP,
                objects.spec(),
                objects.wanted,
                goals,
                objects.suspects.stream().map(SuspectHost::host).collect(Collectors.toSet()),
                states(),
                hosts()));
    plan.actions().forEach(action -> write(() -> act(action)));
    assertThat(ready())
        .as("ready instances of those that serve, %s", objects)
        .isGreaterThanOrEqualTo(Math.min(before, objects.wanted));
  }

  private void scale() {
    if (objects.autoscale == null) {
      return;
    }
    var metric = objects.autoscale.metrics().get(0);
    var readings = List.of(new AutoscaleReading(metric.type(), load(), metric.target()));
    var next =
        Autoscaler.next(
            new ScaleFacts(objects.autoscale, objects.wanted, objects.scaled, readings, now()));
    if (!next.equals(objects.scaled)) {
      var before = objects.wanted;
      write(() -> objects.scaled(next));
      if (objects.wanted != before) {
        cluster.tell("autoscale: " + next);
      }
    }
  }

  /** Open sessions of all that runs, as far as routers have said; null if none has. */
  private Integer load() {
    var loads =
        objects.deployments.values().stream()
            .filter(ServerModel::isRunning)
            .flatMap(this::loads)
            .toList();
    return loads.isEmpty() ? null : loads.stream().mapToInt(InstanceLoad::open).sum();
  }

  private Stream<InstanceLoad> loads(Deployment deployment) {
    var id = id(deployment.name);
    return view.routers.values().stream()
        .filter(router -> router.loads().containsKey(id))
        .map(router -> router.loads().get(id));
  }

  private void heal() {
    var suspects =
        Suspects.next(
            new HealFacts(
                null,
                objects.suspects,
                objects.rollout,
                states(),
                PlacementRequest.of(
                    NAMESPACE + "/" + Objects.MAP, Objects.MAP, null, objects.spec().run()),
                hosts(),
                now()));
    if (!suspects.equals(objects.suspects)) {
      write(
          () -> {
            checkBudget(suspects);
            objects.suspects = suspects;
            cluster.tell("suspects: " + suspects);
          });
    }
  }

  /** What crashes wherever it runs does not wander about. */
  private static void checkBudget(List<SuspectHost> suspects) {
    assertThat(suspects)
        .extracting(SuspectHost::host, SuspectHost::revision)
        .doesNotHaveDuplicates();
    assertThat(suspects.stream().collect(groupingBy(SuspectHost::revision, counting())).values())
        .allMatch(hosts -> hosts < Cluster.HOSTS);
  }

  private static Failure failure(Deployment deployment) {
    var status = deployment.status;
    var stalled = Conditions.find(status.conditions(), Conditions.STALLED).orElseThrow();
    return new Failure(
        status.reason(),
        status.message(),
        null,
        Instant.parse(stalled.lastTransitionTime()),
        deployment.spec.verification() != null);
  }

  private void act(RolloutAction action) {
    cluster.tell(action.toString());
    if (action instanceof Create create) {
      objects.deployments.put(
          create.name(), new Deployment(create.name(), spec(create), now(), cluster.now));
    } else if (action instanceof Drain drain) {
      var deployment = objects.deployments.get(drain.name());
      deployment.spec = deployment.spec.withDesired(Desired.DRAINING);
      deployment.leavingSince = cluster.now;
      deployment.generation++;
    } else if (action instanceof Delete delete) {
      var deployment = objects.deployments.get(delete.name());
      deployment.deleting = true;
      deployment.givenUp = deployment.spec.desired() != Desired.STOPPED;
      deployment.leavingSince =
          deployment.leavingSince == null ? cluster.now : deployment.leavingSince;
    }
  }

  private AppDeploymentSpec spec(Create create) {
    assertThat(objects.deployments).as("no name is taken twice").doesNotContainKey(create.name());
    return new AppDeploymentSpec(
        Objects.MAP,
        Objects.MAP,
        Objects.artifact(create.revision()),
        create.revision(),
        objects.spec().run(),
        null,
        cluster.elsewhere == null ? null : VerifierModel.GATE,
        null,
        objects.spec().drain(),
        null,
        null,
        create.place().host(),
        create.place().ports(),
        create.place().address(),
        null,
        Desired.RUNNING);
  }

  private void instance(Deployment deployment) {
    if (objects.deployments.get(deployment.name) != deployment) {
      return;
    }
    var consul = cluster.consul;
    var id = id(deployment.name);
    var facts = facts(deployment);
    var plan = InstancePlanner.plan(facts);
    deployment.givenUp |= deployment.leavingSince != null && facts.isLost();
    if (plan.cleanedUp()
        || !plan.assignment().equals(facts.assigned())
        || !plan.drain().equals(facts.drain())) {
      write(
          () -> {
            tellStop(facts, plan);
            put(consul.assignments, id, plan.assignment());
            put(consul.drains, id, plan.drain());
          });
    }
    for (var verifier : facts.verifiers()) {
      var host = verifier.host().name();
      var wanted = Optional.ofNullable(plan.verifications().get(host));
      if (!wanted.equals(verifier.order())) {
        write(
            () -> {
              wanted.ifPresent(order -> cluster.isToVerify(host, order));
              var orders = consul.verifications.computeIfAbsent(host, h -> new TreeMap<>());
              put(orders, id, wanted);
            });
      }
    }
    plan.moveTo()
        .ifPresent(
            desired ->
                write(
                    () -> {
                      deployment.spec = deployment.spec.withDesired(desired);
                      deployment.generation++;
                    }));
    plan.portTaken().ifPresent(port -> write(() -> choosePortAfter(deployment, port)));
    if (plan.cleanedUp()) {
      write(() -> objects.deployments.remove(deployment.name));
    } else if (!plan.status().equals(deployment.status)) {
      write(() -> deployment.status = plan.status());
    }
  }

  private void tellStop(InstanceFacts facts, InstancePlan plan) {
    plan.assignment()
        .filter(a -> a.desired() == Desired.STOPPED)
        .ifPresent(
            a ->
                cluster.tell(
                    a.name()
                        + " is to stop, as "
                        + facts.drain()
                        + " and "
                        + facts.routers().stream().map(r -> r.router() + r.draining()).toList()));
  }

  private void choosePortAfter(Deployment deployment, int taken) {
    for (var host : hosts()) {
      if (host.name().equals(deployment.spec.host())) {
        FreePorts.nextAfter(host, taken)
            .ifPresent(
                port -> deployment.spec = deployment.spec.withPorts(List.of(HostModel.port(port))));
      }
    }
  }

  private static <T> void put(Map<String, T> documents, String id, Optional<T> document) {
    document.ifPresentOrElse(d -> documents.put(id, d), () -> documents.remove(id));
  }

  private InstanceFacts facts(Deployment deployment) {
    var id = id(deployment.name);
    var spec = deployment.spec;
    return new InstanceFacts(
        NAMESPACE,
        deployment.name,
        deployment.generation,
        deployment.deleting,
        spec,
        deployment.status,
        view.hosts.containsKey(spec.host()),
        Optional.ofNullable(view.assignments.get(id)),
        Optional.ofNullable(view.reports.get(id)),
        Optional.ofNullable(view.services.get(id)).filter(s -> s.address().equals(spec.ip())),
        Optional.ofNullable(view.drains.get(id)),
        List.copyOf(view.routers.values()),
        cluster.elsewhere == null ? List.of() : verifiers(spec.host(), id),
        true,
        now());
  }

  private List<Verifier> verifiers(String own, String id) {
    return hosts().stream()
        .filter(host -> !host.name().equals(own))
        .map(
            host ->
                new Verifier(
                    host,
                    true,
                    view.verifications.getOrDefault(host.name(), Map.of()).size(),
                    Optional.ofNullable(
                        view.verifications.getOrDefault(host.name(), Map.of()).get(id)),
                    Optional.ofNullable(view.verdicts.getOrDefault(host.name(), Map.of()).get(id))))
        .toList();
  }

  private void frontEnd() {
    var match = new Route(null, null, backends(), null, null, null, null, null, null, null, null);
    var document =
        FrontEndPlanner.document(
            NAMESPACE,
            Objects.MAP,
            "2026-01-01T00:00:00Z",
            1,
            new FrontEndConfigSpec(null, null, List.of(match)),
            canary().map(List::of).orElse(List.of()),
            List.of(),
            Optional.ofNullable(view.route));
    if (!document.equals(view.route)) {
      write(() -> cluster.consul.route = document);
    }
  }

  private static List<BackendRef> backends() {
    return List.of(new BackendRef(Objects.MAP, null, null, Map.of("map", Objects.MAP), null));
  }

  /** As the reconciler of front ends finds it. */
  private Optional<Canary> canary() {
    var status = objects.rollout;
    if (status == null || status.weight() == null) {
      return Optional.empty();
    }
    var other = status.stable().equals(status.revision()) ? status.warm() : status.stable();
    if (RevisionHistory.find(objects.history, other).isEmpty()) {
      return Optional.empty();
    }
    var begun =
        objects.deployments.values().stream()
            .anyMatch(d -> d.spec.revision().equals(status.revision()));
    return Optional.of(
        new Canary(
            Objects.MAP,
            Objects.MAP,
            labels(other),
            labels(status.revision()),
            status.weight(),
            List.of(),
            false,
            begun));
  }

  private static Map<String, String> labels(String revision) {
    return Map.of("map", Objects.MAP, "revision", revision);
  }

  private ProgressFacts facts() {
    return new ProgressFacts(
        objects.revision(),
        objects.wanted,
        objects.spec().rollout(),
        states(),
        Gates.NONE,
        objects.suspects,
        true,
        division(),
        null,
        Sample.NONE,
        Sample.NONE,
        List.of(),
        objects.order,
        now());
  }

  /** What every live router obeys, if that is what the status says now. */
  private Optional<Division> division() {
    var canary = canary();
    if (canary.isEmpty() || view.route == null) {
      return Optional.empty();
    }
    var match = new Route(null, null, backends(), null, null, null, null, null, null, null, null);
    var wanted =
        FrontEndPlanner.document(
            NAMESPACE,
            Objects.MAP,
            "2026-01-01T00:00:00Z",
            1,
            new FrontEndConfigSpec(null, null, List.of(match)),
            List.of(canary.get()),
            List.of(),
            Optional.ofNullable(view.route));
    var obeyed =
        wanted.equals(view.route)
            && view.routers.values().stream()
                .allMatch(r -> wanted.revision().equals(r.applied().get(wanted.id())));
    return obeyed
        ? Optional.of(new Division(objects.rollout.revision(), objects.rollout.weight()))
        : Optional.empty();
  }

  private List<InstanceState> states() {
    return objects.deployments.values().stream().map(this::state).toList();
  }

  private InstanceState state(Deployment deployment) {
    var spec = deployment.spec;
    var status = deployment.status;
    var phase = status == null ? Phase.PENDING : status.phase();
    var failed = phase == Phase.FAILED;
    return new InstanceState(
        deployment.name,
        spec.revision(),
        spec.host(),
        isRunning(deployment),
        isGreen(deployment),
        !deployment.deleting && spec.desired() == Desired.STOPPED && phase == Phase.STOPPED,
        !deployment.deleting
            && phase == Phase.LOST
            && !isGreen(deployment)
            && !view.hosts.containsKey(spec.host())
            && isGivenUp(deployment),
        false,
        false,
        failed ? failure(deployment) : null,
        null,
        objects.autoscale == null ? 0 : loads(deployment).mapToInt(InstanceLoad::open).sum(),
        deployment.createdAt);
  }

  private boolean isGreen(Deployment deployment) {
    var id = id(deployment.name);
    return Green.of(
        Optional.ofNullable(view.services.get(id))
            .filter(s -> s.address().equals(deployment.spec.ip())),
        Optional.ofNullable(view.reports.get(id)));
  }

  private boolean isGivenUp(Deployment deployment) {
    var since = deployment.status.lostSince();
    return since != null
        && Duration.between(Instant.parse(since), now()).compareTo(HOST_LOSS_DELAY) >= 0;
  }

  private static boolean isRunning(Deployment deployment) {
    return !deployment.deleting && deployment.spec.desired() == Desired.RUNNING;
  }

  private List<HostState> hosts() {
    return cluster.hosts.stream()
        .map(
            host ->
                HostStates.of(
                    host.name,
                    HOST,
                    null,
                    Optional.ofNullable(view.hosts.get(host.name)),
                    objects.deployments.values().stream()
                        .filter(d -> host.name.equals(d.spec.host()))
                        .map(d -> new OnHost(NAMESPACE, d.name, d.spec))
                        .toList()))
        .toList();
  }

  /** As far as it knows: of the revisions that requests go to, by what routers obey. */
  private long ready() {
    var serving = serving();
    return objects.deployments.values().stream()
        .filter(d -> isRunning(d) && isGreen(d) && serving.contains(d.spec.revision()))
        .count();
  }

  private Set<String> serving() {
    var serving = new HashSet<String>();
    for (var ref :
        cluster.consul.route == null
            ? List.<BackendRef>of()
            : cluster.consul.route.routes().get(0).backendRefs()) {
      var revision = ref.labels().get("revision");
      if (revision == null) {
        objects.deployments.values().forEach(d -> serving.add(d.spec.revision()));
      } else if (ref.weight() == null || ref.weight() > 0) {
        serving.add(revision);
      }
    }
    return serving;
  }
}
