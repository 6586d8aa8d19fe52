package io.lonejupiter.kubernetes.applicationmap;

import io.lonejupiter.core.artifact.ArtifactChoice;
import io.lonejupiter.core.artifact.ArtifactFacts;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.core.rollout.RolloutFacts;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.core.unit.Durations;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.resource.Artifact;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.AppDeploymentSpec;
import io.lonejupiter.model.ApplicationMapStatus;
import io.lonejupiter.model.Condition;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** Reads all that a map's next step depends on. Never writes. */
public final class MapObserver {
  private static final Duration DEFAULT_PROGRESS_DEADLINE = Duration.ofMinutes(10);

  private final World world;
  private final Duration hostLossDelay;
  private final Clock clock;
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
  }

  ReentrantLock placing() {
    return placing;
  }

  ArtifactChoice artifact(ApplicationMap map) {
    var artifacts =
        world.artifacts().all().stream()
            .filter(a -> a.getMetadata().getNamespace().equals(map.getMetadata().getNamespace()))
            .map(MapObserver::facts)
            .toList();
    return ArtifactChoice.of(map.getSpec().artifact(), artifacts);
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
    return deployments(map).stream().filter(MapObserver::isRunning).toList();
  }

  RolloutFacts facts(ApplicationMap map, String revision) {
    var drained =
        world.hosts().all().stream()
            .filter(h -> Boolean.TRUE.equals(h.getSpec().drain()))
            .map(h -> h.getMetadata().getName())
            .collect(Collectors.toSet());
    return new RolloutFacts(
        map.getMetadata().getNamespace(),
        map.getMetadata().getName(),
        map.getSpec(),
        revision,
        deployments(map).stream().map(d -> state(map, d, drained)).toList(),
        world.hostStates());
  }

  private InstanceState state(ApplicationMap map, AppDeployment deployment, Set<String> drained) {
    var spec = deployment.getSpec();
    var status = deployment.getStatus();
    var deleting = deployment.getMetadata().getDeletionTimestamp() != null;
    var phase = status == null ? Phase.PENDING : status.phase();
    return new InstanceState(
        deployment.getMetadata().getName(),
        spec.revision(),
        spec.host(),
        isRunning(deployment),
        status != null && Conditions.isTrue(status.conditions(), Conditions.READY),
        !deleting && spec.desired() == Desired.STOPPED && phase == Phase.STOPPED,
        !deleting && phase == Phase.LOST && lostFor(deployment).compareTo(hostLossDelay) >= 0,
        drained.contains(spec.host()),
        settingsDiffer(map, spec));
  }

  private static boolean settingsDiffer(ApplicationMap map, AppDeploymentSpec spec) {
    return !Objects.equals(spec, RolloutExecutor.withSettingsOf(map, spec));
  }

  private static boolean isRunning(AppDeployment deployment) {
    var desired = deployment.getSpec().desired();
    return deployment.getMetadata().getDeletionTimestamp() == null
        && (desired == null || desired == Desired.RUNNING);
  }

  private Duration lostFor(AppDeployment deployment) {
    var since = deployment.getStatus().lostSince();
    return since == null ? Duration.ZERO : Duration.between(Instant.parse(since), clock.instant());
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

  public boolean isPending(ApplicationMap map) {
    return pendingMaps.contains(key(map));
  }

  private static String key(ApplicationMap map) {
    return map.getMetadata().getNamespace() + "/" + map.getMetadata().getName();
  }

  /** When time alone may change the plan: a lost host is given up, or a deadline passes. */
  Optional<Duration> lookAgain(ApplicationMap map, ApplicationMapStatus status) {
    var lost =
        deployments(map).stream()
            .filter(d -> d.getStatus() != null && d.getStatus().phase() == Phase.LOST)
            .map(d -> hostLossDelay.minus(lostFor(d)))
            .filter(left -> !left.isNegative())
            .min(Duration::compareTo);
    if (lost.isPresent()) {
      return Optional.of(lost.get().plusMillis(1_100));
    }
    return Conditions.isTrue(status.conditions(), Conditions.RECONCILING)
        ? Optional.of(progressDeadline(map).plusSeconds(1))
        : Optional.empty();
  }

  static Duration progressDeadline(ApplicationMap map) {
    var rollout = map.getSpec().rollout();
    return Durations.parseOr(
        rollout == null ? null : rollout.progressDeadline(), DEFAULT_PROGRESS_DEADLINE);
  }
}
