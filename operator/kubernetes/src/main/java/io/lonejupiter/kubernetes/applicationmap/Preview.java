package io.lonejupiter.kubernetes.applicationmap;

import io.lonejupiter.core.artifact.ArtifactChoice;
import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.placement.HostStates.OnHost;
import io.lonejupiter.core.placement.PlacementRequest;
import io.lonejupiter.core.placement.Placer;
import io.lonejupiter.core.plan.Forecast;
import io.lonejupiter.core.rollout.GateChoice;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.core.rollout.RevisionHistory;
import io.lonejupiter.core.rollout.RolloutAction.Create;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.AppDeploymentSpec;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.HostReason;
import io.lonejupiter.model.RevisionRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is going to be done about a map, were it as it is given. Asks the observer and the decisions
 * that will do it; writes nothing.
 */
public final class Preview {
  private final World world;
  private final Set<String> without;
  private final MapObserver observer;
  private final Clock clock;

  /** Of one map. */
  public record Of(
      RevisionRecord before, RevisionRecord after, String obstacle, Forecast forecast) {}

  /**
   * @param without hosts that are as if their agents were gone for good
   */
  public Preview(World world, Set<String> without, Clock clock) {
    this.world = world;
    this.without = without;
    this.clock = clock;
    this.observer = new MapObserver(world, Duration.ZERO, new ReentrantLock(), clock);
  }

  /**
   * @param map with the spec that it is to have, and the status that it has
   */
  public Of of(ApplicationMap map) {
    var history = map.getStatus() == null ? null : map.getStatus().history();
    var known = history == null ? observer.revisionsThatRun(map) : history;
    var wanted = map.getStatus() == null ? null : map.getStatus().revision();
    var before = wanted == null ? null : RevisionHistory.find(known, wanted).orElse(null);
    var choice = observer.artifact(map);
    if (choice instanceof ArtifactChoice.Missing missing) {
      return new Of(before, null, missing.message(), new Forecast(List.of(), List.of()));
    }
    var gateChoice = observer.gate(map);
    if (gateChoice instanceof GateChoice.Missing missing) {
      return new Of(before, null, missing.artifact().message(), new Forecast(List.of(), List.of()));
    }
    var gate = ((GateChoice.Found) gateChoice).gate();
    var after = observer.revision(map, (ArtifactChoice.Found) choice);
    var facts = observer.progress(map, after.revision(), gate);
    var forecast =
        Forecast.of(
            map.getMetadata().getNamespace(),
            map.getMetadata().getName(),
            map.getSpec(),
            MapStatus.wanted(map),
            after.revision(),
            map.getStatus() == null ? null : map.getStatus().rollout(),
            facts.instances().stream().map(this::lostOn).toList(),
            (gone, created) -> hosts(map, gone, created),
            clock.instant());
    return new Of(before, after, null, forecast);
  }

  /**
   * Each host with the one reason why one more instance of a map cannot run there, or that it can.
   */
  public List<HostReason> hosts(ApplicationMap map) {
    var name = map.getMetadata().getName();
    var request =
        PlacementRequest.of(
            map.getMetadata().getNamespace() + "/" + name,
            name,
            map.getSpec().placement(),
            map.getSpec().run());
    return Placer.explain(request, hosts(map, List.of(), List.of()));
  }

  private InstanceState lostOn(InstanceState instance) {
    return without.contains(instance.host()) ? instance.withoutHost() : instance;
  }

  private List<HostState> hosts(ApplicationMap map, List<String> gone, List<Create> created) {
    return world.hosts().all().stream()
        .map(
            host -> {
              var name = host.getMetadata().getName();
              var on =
                  world.deployments().all().stream()
                      .filter(d -> name.equals(d.getSpec().host()))
                      .filter(d -> !isGone(map, d, gone))
                      .map(Preview::onHost);
              var more =
                  created.stream()
                      .filter(create -> create.place().host().equals(name))
                      .map(create -> onHost(map, create));
              return world.hostState(
                  host, java.util.stream.Stream.concat(on, more).toList(), !without.contains(name));
            })
        .toList();
  }

  private static boolean isGone(ApplicationMap map, AppDeployment deployment, List<String> gone) {
    return deployment.getMetadata().getNamespace().equals(map.getMetadata().getNamespace())
        && gone.contains(deployment.getMetadata().getName());
  }

  private static OnHost onHost(AppDeployment deployment) {
    return new OnHost(
        deployment.getMetadata().getNamespace(),
        deployment.getMetadata().getName(),
        deployment.getSpec());
  }

  private static OnHost onHost(ApplicationMap map, Create create) {
    var placement = map.getSpec().placement();
    return new OnHost(
        map.getMetadata().getNamespace(),
        create.name(),
        new AppDeploymentSpec(
            null,
            map.getMetadata().getName(),
            null,
            create.revision(),
            null,
            null,
            null,
            null,
            placement == null ? null : placement.resources(),
            null,
            create.place().host(),
            create.place().ports(),
            create.place().address(),
            null,
            Desired.RUNNING));
  }
}
