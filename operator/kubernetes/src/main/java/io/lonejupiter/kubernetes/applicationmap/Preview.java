package io.lonejupiter.kubernetes.applicationmap;

import io.lonejupiter.core.artifact.ArtifactChoice;
import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.placement.HostStates.OnHost;
import io.lonejupiter.core.placement.Placer;
import io.lonejupiter.core.plan.Forecast;
import io.lonejupiter.core.plan.ForecastFacts;
import io.lonejupiter.core.rollout.GateChoice;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.core.rollout.RevisionHistory;
import io.lonejupiter.core.rollout.RolloutAction.Create;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.AppDeploymentSpec;
import io.lonejupiter.model.BackendStatus;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.HostReason;
import io.lonejupiter.model.RevisionRecord;
import io.lonejupiter.model.SuspectHost;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What is going to be done about a map, were it as it is given. Asks the observer and the decisions
 * that will do it; writes nothing.
 */
public final class Preview {
  /** Where nothing of a map has come up yet. */
  private static final Duration USUAL_START = Duration.ofSeconds(10);

  private final World world;
  private final Set<String> without;
  private final MapObserver observer;
  private final Clock clock;

  /** Of one map. */
  public record Of(
      RevisionRecord before,
      RevisionRecord after,
      String obstacle,
      Forecast forecast,
      AtRisk atRisk) {

    static Of obstructed(RevisionRecord before, String obstacle) {
      return new Of(
          before, null, obstacle, Forecast.NOTHING, new AtRisk(Sessions.NONE, Sessions.NONE, null));
    }
  }

  /**
   * What is open at some instances, about.
   *
   * @param open requests and tunnels
   * @param kept users whom stickiness keeps there, and who have no request open
   */
  public record Sessions(long open, long kept) {
    static final Sessions NONE = new Sessions(0, 0);
  }

  /**
   * What is open where something is going to end.
   *
   * @param draining they have some time to end by themselves
   * @param lost they end with their host
   * @param maxDuration that time
   */
  public record AtRisk(Sessions draining, Sessions lost, String maxDuration) {}

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
      return Of.obstructed(before, missing.message());
    }
    var gateChoice = observer.gate(map);
    if (gateChoice instanceof GateChoice.Missing missing) {
      return Of.obstructed(before, missing.artifact().message());
    }
    var gates = ((GateChoice.Found) gateChoice).gates();
    var after = observer.revision(map, (ArtifactChoice.Found) choice);
    var facts = observer.progress(map, after.revision(), gates, observer.states(map, gates));
    var forecast =
        Forecast.of(
            new ForecastFacts(
                map.getMetadata().getNamespace(),
                map.getMetadata().getName(),
                map.getSpec(),
                MapStatus.wanted(map),
                after.revision(),
                map.getStatus() == null ? null : map.getStatus().rollout(),
                facts.suspects(),
                facts.instances().stream().map(this::lostOn).toList(),
                (gone, created) -> hosts(map, gone, created),
                startTime(map),
                clock.instant()));
    return new Of(before, after, null, forecast, atRisk(map, forecast));
  }

  /** The median of those that are ready now. */
  private Duration startTime(ApplicationMap map) {
    var times =
        observer.instances(map).stream().flatMap(d -> startTime(d).stream()).sorted().toList();
    return times.isEmpty() ? USUAL_START : times.get(times.size() / 2);
  }

  private static Optional<Duration> startTime(AppDeployment deployment) {
    var created = Instant.parse(deployment.getMetadata().getCreationTimestamp());
    return Optional.ofNullable(deployment.getStatus())
        .filter(status -> status.startedAt() != null)
        // Of one that was started again it would be its age.
        .filter(status -> status.restarts() == null || status.restarts() == 0)
        .flatMap(status -> Conditions.find(status.conditions(), Conditions.READY))
        .filter(ready -> ready.status().equals("True"))
        .map(ready -> Duration.between(created, Instant.parse(ready.lastTransitionTime())));
  }

  private AtRisk atRisk(ApplicationMap map, Forecast forecast) {
    var drain = map.getSpec().drain();
    var maxDuration =
        drain == null || drain.maxDuration() == null
            ? DrainDocument.DEFAULT_MAX_DURATION
            : drain.maxDuration();
    var leaving = new HashSet<String>();
    var lost = new HashSet<String>();
    for (var step : forecast.steps()) {
      if (step instanceof Forecast.Stop stop) {
        leaving.add(stop.instance());
      } else if (step instanceof Forecast.Remove remove) {
        lost.add(remove.instance());
      }
    }
    return new AtRisk(sessions(map, leaving), sessions(map, lost), maxDuration);
  }

  private Sessions sessions(ApplicationMap map, Set<String> names) {
    return new Sessions(
        sum(map, names, BackendStatus::sessions), sum(map, names, BackendStatus::kept));
  }

  private long sum(ApplicationMap map, Set<String> names, Function<BackendStatus, Integer> count) {
    var open = new OpenSessions(world, map.getMetadata().getNamespace(), count);
    return Math.round(
        observer.deployments(map).stream()
            .filter(d -> names.contains(d.getMetadata().getName()))
            .mapToDouble(open::at)
            .sum());
  }

  /**
   * Each host with the one reason why one more instance of a map cannot run there, or that it can.
   */
  public List<HostReason> hosts(ApplicationMap map) {
    return Placer.explain(MapObserver.request(map), hosts(map, List.of(), List.of())).stream()
        .map(reason -> suspected(reason, MapObserver.suspects(map)))
        .toList();
  }

  private static HostReason suspected(HostReason reason, List<SuspectHost> suspects) {
    return suspects.stream()
        .filter(suspect -> suspect.host().equals(reason.host()))
        .findFirst()
        .map(
            suspect ->
                new HostReason(
                    reason.host(),
                    "%s; avoided until %s, as %s has failed there (%s)"
                        .formatted(
                            reason.reason(),
                            suspect.until(),
                            suspect.instance(),
                            suspect.reason())))
        .orElse(reason);
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
