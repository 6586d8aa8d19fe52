package io.lonejupiter.kubernetes.applicationmap;

import io.lonejupiter.core.instance.Green;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.core.rollout.Gates;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.core.rollout.InstanceState.Failure;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.AppDeploymentSpec;
import io.lonejupiter.model.Condition;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How the instances of a map are, by their objects and by what hosts and Consul say now. */
final class MapInstances {
  private final World world;
  private final Duration hostLossDelay;
  private final Instant now;

  /**
   * @param hostLossDelay how long a lost host is waited for before its instances are replaced
   */
  MapInstances(World world, Duration hostLossDelay, Instant now) {
    this.world = world;
    this.hostLossDelay = hostLossDelay;
    this.now = now;
  }

  /** How each of the map's instances is, those that leave among them. */
  List<InstanceState> states(ApplicationMap map, Gates gates) {
    var drained =
        world.hosts().all().stream()
            .filter(h -> Boolean.TRUE.equals(h.getSpec().drain()))
            .map(h -> h.getMetadata().getName())
            .collect(Collectors.toSet());
    var deployments =
        world.deploymentsOf(map.getMetadata().getNamespace(), map.getMetadata().getName());
    var services = services(deployments);
    return deployments.stream()
        .map(d -> state(map, gates, d, drained, isGreen(d, services)))
        .toList();
  }

  /** Instance id to how it is registered where it was placed. */
  private Map<String, ServiceInstance> services(List<AppDeployment> deployments) {
    var places = new HashMap<String, String>();
    deployments.forEach(d -> places.put(World.id(d), d.getSpec().ip()));
    return deployments.stream()
        .map(d -> d.getSpec().app())
        .distinct()
        .flatMap(app -> world.cluster().instances(app).stream())
        .filter(service -> service.address().equals(places.get(service.id())))
        .collect(Collectors.toMap(ServiceInstance::id, service -> service, (one, other) -> one));
  }

  /** Not by its status: that may be of the day before yesterday, when no server has led since. */
  private boolean isGreen(AppDeployment deployment, Map<String, ServiceInstance> services) {
    var id = World.id(deployment);
    var report =
        world
            .cluster()
            .report(deployment.getSpec().host())
            .flatMap(r -> Optional.ofNullable(r.instances().get(id)));
    return Green.of(Optional.ofNullable(services.get(id)), report);
  }

  private InstanceState state(
      ApplicationMap map,
      Gates gates,
      AppDeployment deployment,
      Set<String> drained,
      boolean green) {
    var spec = deployment.getSpec();
    var status = deployment.getStatus();
    var deleting = deployment.getMetadata().getDeletionTimestamp() != null;
    var phase = status == null ? Phase.PENDING : status.phase();
    return new InstanceState(
        deployment.getMetadata().getName(),
        spec.revision(),
        spec.host(),
        isRunning(deployment),
        green,
        !deleting && spec.desired() == Desired.STOPPED && phase == Phase.STOPPED,
        !deleting && !green && isGivenUp(deployment),
        drained.contains(spec.host()),
        settingsDiffer(map, gates, spec),
        phase == Phase.FAILED ? failure(deployment) : null,
        status == null ? null : status.stepVerification(),
        MapLoad.byRouters(map) ? MapLoad.sessions(world.cluster(), deployment) : 0,
        Instant.parse(deployment.getMetadata().getCreationTimestamp()));
  }

  private static Failure failure(AppDeployment deployment) {
    var status = deployment.getStatus();
    var gate = deployment.getSpec().verification();
    var since =
        Conditions.find(status.conditions(), Conditions.STALLED)
            .map(Condition::lastTransitionTime)
            .orElse(deployment.getMetadata().getCreationTimestamp());
    return new Failure(
        status.reason(),
        status.message(),
        status.verification() == null ? null : status.verification().output(),
        Instant.parse(since),
        gate != null && gate.otherHost() != null);
  }

  private static boolean settingsDiffer(ApplicationMap map, Gates gates, AppDeploymentSpec spec) {
    return !Objects.equals(spec, RolloutExecutor.withSettingsOf(map, gates, spec));
  }

  static boolean isRunning(AppDeployment deployment) {
    var desired = deployment.getSpec().desired();
    return deployment.getMetadata().getDeletionTimestamp() == null
        && (desired == null || desired == Desired.RUNNING);
  }

  /** Its host was lost for long enough, and has not come back since its status was written. */
  private boolean isGivenUp(AppDeployment deployment) {
    return deployment.getStatus() != null
        && deployment.getStatus().phase() == Phase.LOST
        && LookAgain.lostFor(deployment, now).compareTo(hostLossDelay) >= 0
        && !world.cluster().hosts().containsKey(deployment.getSpec().host());
  }
}
