package io.lonejupiter.kubernetes.applicationmap;

import io.lonejupiter.core.artifact.ArtifactChoice;
import io.lonejupiter.core.artifact.ArtifactFacts;
import io.lonejupiter.core.heal.HealFacts;
import io.lonejupiter.core.placement.PlacementRequest;
import io.lonejupiter.core.rollout.GateChoice;
import io.lonejupiter.core.rollout.Gates;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.core.rollout.ProgressFacts;
import io.lonejupiter.core.rollout.ProgressFacts.Division;
import io.lonejupiter.core.rollout.Reading;
import io.lonejupiter.core.rollout.Revision;
import io.lonejupiter.core.rollout.RolloutFacts;
import io.lonejupiter.core.rollout.RolloutGoals;
import io.lonejupiter.core.rollout.RolloutOrder;
import io.lonejupiter.core.rollout.RolloutProgress;
import io.lonejupiter.core.rollout.Sample;
import io.lonejupiter.core.scale.Autoscaler;
import io.lonejupiter.core.scale.ScaleFacts;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.kubernetes.prometheus.PrometheusReadings;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.resource.Artifact;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.ApplicationMapStatus;
import io.lonejupiter.model.AutoscaleStatus;
import io.lonejupiter.model.Condition;
import io.lonejupiter.model.Phase;
import io.lonejupiter.model.RevisionRecord;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.SuspectHost;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** Reads all that a map's next step depends on. Never writes. */
public final class MapObserver {
  private final World world;
  private final Duration hostLossDelay;
  private final Clock clock;
  private final PrometheusReadings prometheus;
  private final ReentrantLock placing;
  private final Set<String> pendingMaps = ConcurrentHashMap.newKeySet();

  /**
   * @param hostLossDelay how long a lost host is waited for before its instances are replaced
   * @param placing held while a place or a port is chosen and until that is written
   */
  public MapObserver(World world, Duration hostLossDelay, ReentrantLock placing, Clock clock) {
    this.world = world;
    this.hostLossDelay = hostLossDelay;
    this.placing = placing;
    this.clock = clock;
    this.prometheus = new PrometheusReadings(clock);
  }

  ReentrantLock placing() {
    return placing;
  }

  ArtifactChoice artifact(ApplicationMap map) {
    return ArtifactChoice.of(map.getSpec().artifact(), artifacts(map));
  }

  GateChoice gate(ApplicationMap map) {
    return GateChoice.of(map.getSpec(), artifacts(map));
  }

  private List<ArtifactFacts> artifacts(ApplicationMap map) {
    return world.artifacts().all().stream()
        .filter(a -> a.getMetadata().getNamespace().equals(map.getMetadata().getNamespace()))
        .map(MapObserver::facts)
        .toList();
  }

  private static ArtifactFacts facts(Artifact artifact) {
    var status = artifact.getStatus();
    var conditions = status == null ? null : status.conditions();
    return new ArtifactFacts(
        artifact.getMetadata().getName(),
        artifact.getSpec(),
        status == null ? null : status.sequence(),
        Conditions.isTrue(conditions, Conditions.READY),
        Conditions.find(conditions, Conditions.READY)
            .map(Condition::message)
            .orElse("it was not looked at yet"));
  }

  List<AppDeployment> deployments(ApplicationMap map) {
    return world.deploymentsOf(map.getMetadata().getNamespace(), map.getMetadata().getName());
  }

  /** The map's instances that are wanted to run. */
  List<AppDeployment> instances(ApplicationMap map) {
    return deployments(map).stream().filter(MapInstances::isRunning).toList();
  }

  /** The revision that the map's spec means with this artifact. */
  RevisionRecord revision(ApplicationMap map, ArtifactChoice.Found found) {
    var restartedAt = RolloutOrder.of(map.getMetadata().getAnnotations()).restartedAt();
    var spec = map.getSpec();
    return new RevisionRecord(
        Revision.of(found.artifact(), spec.run(), spec.health(), restartedAt),
        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
        null,
        null,
        null,
        null,
        found.app(),
        found.artifact(),
        spec.run(),
        spec.health(),
        restartedAt);
  }

  /** The revisions of what runs, where no history was kept of them. */
  List<RevisionRecord> revisionsThatRun(ApplicationMap map) {
    var revisions = new LinkedHashMap<String, RevisionRecord>();
    for (var instance : instances(map)) {
      var spec = instance.getSpec();
      revisions.putIfAbsent(
          spec.revision(),
          new RevisionRecord(
              spec.revision(),
              instance.getMetadata().getCreationTimestamp(),
              null,
              null,
              null,
              null,
              spec.app(),
              spec.artifact(),
              spec.run(),
              spec.health(),
              null));
    }
    return List.copyOf(revisions.values());
  }

  /**
   * How far the rollout of a revision may have come.
   *
   * @param states of the map's instances, with these gates
   */
  ProgressFacts progress(
      ApplicationMap map, String revision, Gates gates, List<InstanceState> states) {
    var routes =
        world.canary(map).map(c -> RouteFollowing.of(world, map.getMetadata().getNamespace(), c));
    return new ProgressFacts(
        revision,
        MapStatus.wanted(map),
        map.getSpec().rollout(),
        states,
        gates,
        suspects(map),
        // As long as it is not known how traffic is divided it counts as not obeyed.
        routes.map(RouteFollowing::routed).orElse(true),
        routes.filter(RouteFollowing::obeyed).map(r -> division(map.getStatus().rollout())),
        routes.flatMap(RouteFollowing::obstacle).orElse(null),
        routes.map(RouteFollowing::stable).orElse(Sample.NONE),
        routes.map(RouteFollowing::next).orElse(Sample.NONE),
        readings(map),
        RolloutOrder.of(map.getMetadata().getAnnotations()),
        clock.instant());
  }

  /** What Prometheus gave for the queries of the current step. */
  private List<Reading> readings(ApplicationMap map) {
    var rollout = map.getStatus() == null ? null : map.getStatus().rollout();
    var steps = RolloutProgress.steps(map.getSpec().rollout());
    if (rollout == null
        || rollout.step() >= steps.size()
        || steps.get(rollout.step()).analyse() == null
        || steps.get(rollout.step()).analyse().prometheus() == null) {
      return List.of();
    }
    return steps.get(rollout.step()).analyse().prometheus().stream()
        .map(query -> prometheus.read(query.address(), filledIn(query.query(), map)))
        .toList();
  }

  private static String filledIn(String query, ApplicationMap map) {
    var rollout = map.getStatus().rollout();
    return query
        .replace("$(NAMESPACE)", map.getMetadata().getNamespace())
        .replace("$(MAP)", map.getMetadata().getName())
        .replace("$(REVISION)", rollout.revision())
        .replace("$(STABLE)", rollout.stable() == null ? "" : rollout.stable());
  }

  /** How many instances there shall be; null where nobody scales. */
  AutoscaleStatus autoscale(ApplicationMap map) {
    var spec = map.getSpec().autoscale();
    if (spec == null) {
      return null;
    }
    var load = new MapLoad(world.cluster(), map, instances(map), clock.instant());
    var status = map.getStatus();
    return Autoscaler.next(
        new ScaleFacts(
            spec,
            // What ran before the load was followed is not taken away before it was measured.
            Math.max(MapStatus.wanted(map), status.wanted() == null ? 0 : status.wanted()),
            status.autoscale(),
            load.readings(),
            clock.instant()));
  }

  private static Division division(RolloutStatus rollout) {
    return new Division(rollout.revision(), rollout.weight());
  }

  RolloutFacts facts(ApplicationMap map, RolloutGoals goals, List<InstanceState> states) {
    return new RolloutFacts(
        map.getMetadata().getNamespace(),
        map.getMetadata().getName(),
        map.getSpec(),
        MapStatus.wanted(map),
        goals,
        suspects(map).stream().map(SuspectHost::host).collect(Collectors.toSet()),
        states,
        world.hostStates());
  }

  /** Hosts that it avoids up to now. */
  static List<SuspectHost> suspects(ApplicationMap map) {
    var status = map.getStatus();
    return status == null || status.suspects() == null ? List.of() : status.suspects();
  }

  /** What decides which hosts it avoids. */
  HealFacts health(ApplicationMap map, List<InstanceState> states) {
    // What is on each host is asked for only where one may have to take another's place.
    var failing = states.stream().anyMatch(state -> state.failure() != null);
    return new HealFacts(
        map.getSpec().reschedule(),
        suspects(map),
        map.getStatus() == null ? null : map.getStatus().rollout(),
        states,
        request(map),
        failing ? world.hostStates() : List.of(),
        clock.instant());
  }

  /** What one more instance of a map asks of a host. */
  static PlacementRequest request(ApplicationMap map) {
    var name = map.getMetadata().getName();
    return PlacementRequest.of(
        map.getMetadata().getNamespace() + "/" + name,
        name,
        map.getSpec().placement(),
        map.getSpec().run());
  }

  /** How each of the map's instances is, those that leave among them. */
  List<InstanceState> states(ApplicationMap map, Gates gates) {
    return new MapInstances(world, hostLossDelay, clock.instant()).states(map, gates);
  }

  /** Maps with an instance that no host can take; asked again when a host or a place gets free. */
  void remember(ApplicationMap map, ApplicationMapStatus status) {
    if (status.pending() == null || status.pending().isEmpty()) {
      pendingMaps.remove(key(map));
    } else {
      pendingMaps.add(key(map));
    }
  }

  void forget(ApplicationMap map) {
    pendingMaps.remove(key(map));
  }

  /** Whether an instance that shall run has failed. */
  public boolean hasFailing(ApplicationMap map) {
    return instances(map).stream()
        .anyMatch(d -> d.getStatus() != null && d.getStatus().phase() == Phase.FAILED);
  }

  public boolean isPending(ApplicationMap map) {
    return pendingMaps.contains(key(map));
  }

  private static String key(ApplicationMap map) {
    return map.getMetadata().getNamespace() + "/" + map.getMetadata().getName();
  }

  /** When time alone may change what is to be done. */
  Optional<Duration> lookAgain(
      ApplicationMap map, ApplicationMapStatus status, List<InstanceState> states) {
    return new LookAgain(map, status, deployments(map), states, hostLossDelay, clock.instant())
        .after();
  }

  static Duration progressDeadline(ApplicationMap map) {
    return RolloutProgress.deadline(map.getSpec().rollout());
  }
}
