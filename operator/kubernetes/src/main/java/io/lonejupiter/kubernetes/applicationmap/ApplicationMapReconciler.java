package io.lonejupiter.kubernetes.applicationmap;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.lonejupiter.core.artifact.ArtifactChoice;
import io.lonejupiter.core.heal.Suspects;
import io.lonejupiter.core.rollout.GateChoice;
import io.lonejupiter.core.rollout.Gates;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.core.rollout.RevisionHistory;
import io.lonejupiter.core.rollout.RolloutGoals;
import io.lonejupiter.core.rollout.RolloutPlan;
import io.lonejupiter.core.rollout.RolloutPlanner;
import io.lonejupiter.core.rollout.RolloutProgress;
import io.lonejupiter.core.status.ReadyNews;
import io.lonejupiter.core.status.RolloutNews;
import io.lonejupiter.core.status.ScaleNews;
import io.lonejupiter.core.status.SuspectNews;
import io.lonejupiter.core.validate.Validate;
import io.lonejupiter.kubernetes.Failures;
import io.lonejupiter.kubernetes.event.EventRecorder;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.view.KnownObjects;
import io.lonejupiter.kubernetes.view.StatusWriter;
import io.lonejupiter.kubernetes.view.Triggers;
import io.lonejupiter.model.ApplicationMapStatus;
import io.lonejupiter.model.RevisionRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * From an ApplicationMap to its AppDeployments, and back into its status:
 *
 * <ol>
 *   <li>observe: the map's AppDeployments, the artifacts, the hosts, what routers obey and count;
 *   <li>decide: how many instances, if that follows the load; which hosts are avoided; which
 *       artifact and so which revision; how far its rollout has come; its next steps;
 *   <li>act: create, update, drain and delete AppDeployments;
 *   <li>report: status and events.
 * </ol>
 *
 * A map that is invalid, or whose artifact is missing, is left as it runs.
 */
@ControllerConfiguration(name = "applicationmap", finalizerName = "lonejupiter.io/applicationmap")
public final class ApplicationMapReconciler
    implements Reconciler<ApplicationMap>, Cleaner<ApplicationMap> {
  private final KnownObjects<ApplicationMap> maps;
  private final MapObserver observer;
  private final RolloutExecutor executor;
  private final StatusWriter statuses;
  private final EventRecorder events;
  private final Triggers<ApplicationMap> triggers;
  private final Clock clock;

  public ApplicationMapReconciler(
      KnownObjects<ApplicationMap> maps,
      MapObserver observer,
      RolloutExecutor executor,
      StatusWriter statuses,
      EventRecorder events,
      Triggers<ApplicationMap> triggers,
      Clock clock) {
    this.maps = maps;
    this.observer = observer;
    this.executor = executor;
    this.statuses = statuses;
    this.events = events;
    this.triggers = triggers;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, ApplicationMap>> prepareEventSources(
      EventSourceContext<ApplicationMap> context) {
    return List.of(triggers.source());
  }

  @Override
  public UpdateControl<ApplicationMap> reconcile(
      ApplicationMap given, Context<ApplicationMap> context) {
    var map = maps.newest(given);
    var errors = new ArrayList<>(Validate.applicationMap(map.getSpec()));
    errors.addAll(Validate.mapName(map.getMetadata().getName()));
    if (!errors.isEmpty()) {
      return report(map, MapStatus.invalid(map, observer.instances(map), errors, clock.instant()));
    }
    map = scaled(map);
    // Each read once: an artifact may come or go at any moment.
    var choice = observer.artifact(map);
    if (choice instanceof ArtifactChoice.Missing missing) {
      return withoutArtifact(map, missing);
    }
    var gateChoice = observer.gate(map);
    if (gateChoice instanceof GateChoice.Missing missing) {
      return withoutArtifact(map, missing.artifact());
    }
    var artifact = (ArtifactChoice.Found) choice;
    var gates = ((GateChoice.Found) gateChoice).gates();
    var states = observer.states(map, gates);
    map = healed(map, states);
    var revision = observer.revision(map, artifact);
    var rollout = decided(map, revision, gates, states);
    var plan = step(rollout, gates);
    return report(
        rollout.map(),
        MapStatus.of(
            rollout.map(), rollout, observer.instances(map), plan.pending(), clock.instant()),
        states);
  }

  /** How many instances there shall be is in the status before it is acted upon. */
  private ApplicationMap scaled(ApplicationMap map) {
    var before = map.getStatus();
    if (before == null || before.observedGeneration() == null) {
      // Nothing runs yet that could be measured.
      return map;
    }
    var autoscale = observer.autoscale(map);
    if (Objects.equals(before.autoscale(), autoscale)) {
      return map;
    }
    var status = before.withAutoscale(autoscale);
    statuses.write(maps, map, new ApplicationMap(), status);
    events.tell(map, ScaleNews.of(before.autoscale(), autoscale));
    return withStatus(map, status);
  }

  /** Which hosts are avoided is in the status before anything leaves them. */
  private ApplicationMap healed(ApplicationMap map, List<InstanceState> states) {
    var before = MapObserver.suspects(map);
    var suspects = Suspects.next(observer.health(map, states));
    if (suspects.equals(before)) {
      return map;
    }
    var status = map.getStatus().withSuspects(suspects);
    statuses.write(maps, map, new ApplicationMap(), status);
    SuspectNews.of(map.getSpec().reschedule(), before, suspects)
        .forEach(news -> events.tell(map, Optional.of(news)));
    return withStatus(map, status);
  }

  /** As this pass has read it: what a person has edited meanwhile is for the next one. */
  private static ApplicationMap withStatus(ApplicationMap map, ApplicationMapStatus status) {
    var copy = new ApplicationMap();
    copy.setMetadata(map.getMetadata());
    copy.setSpec(map.getSpec());
    copy.setStatus(status);
    return copy;
  }

  private UpdateControl<ApplicationMap> withoutArtifact(
      ApplicationMap map, ArtifactChoice.Missing missing) {
    return report(
        map, MapStatus.withoutArtifact(map, observer.instances(map), missing, clock.instant()));
  }

  /** A decision is in the status before anything is done about it, so that it outlives us. */
  private Rollout decided(
      ApplicationMap map, RevisionRecord wanted, Gates gates, List<InstanceState> states) {
    var facts = observer.progress(map, wanted.revision(), gates, states);
    var before = map.getStatus();
    var status = RolloutProgress.next(before == null ? null : before.rollout(), facts);
    var known = before == null ? null : before.history();
    var history =
        RevisionHistory.next(
            known == null ? observer.revisionsThatRun(map) : known, wanted, status);
    var rollout = new Rollout(map, wanted, status, history, RolloutGoals.of(status, facts));
    if (before != null && before.rollout() != null && !rollout.goesOnFrom(before)) {
      var told = MapStatus.of(map, rollout, observer.instances(map), List.of(), clock.instant());
      statuses.write(maps, map, new ApplicationMap(), told);
      events.tell(map, RolloutNews.of(before.rollout(), status));
      events.tell(map, RolloutNews.ofDryRun(before.rollout(), status));
      // The pass ends with the status that is written here, so what is new in it is told here.
      events.tell(map, ReadyNews.of(before, told, MapStatus.wanted(map)));
      return rollout.with(withStatus(map, told));
    }
    return rollout;
  }

  /**
   * One map at a time: what is placed must be seen before the next is. The instances are looked at
   * anew, by the step that was decided, and as they are after the wait for the others.
   */
  private RolloutPlan step(Rollout rollout, Gates gates) {
    try {
      observer.placing().lockInterruptibly();
    } catch (InterruptedException e) {
      // Others may not have heard of all that the one before has written.
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("ended before it was this map's turn", e);
    }
    try {
      var states = observer.states(rollout.map(), gates);
      var plan = RolloutPlanner.next(observer.facts(rollout.map(), rollout.goals(), states));
      executor.execute(rollout.map(), rollout.history(), gates, plan);
      return plan;
    } finally {
      observer.placing().unlock();
    }
  }

  /** What is left as it runs. */
  private UpdateControl<ApplicationMap> report(ApplicationMap map, ApplicationMapStatus status) {
    return report(map, status, observer.states(map, Gates.NONE));
  }

  private UpdateControl<ApplicationMap> report(
      ApplicationMap map, ApplicationMapStatus status, List<InstanceState> states) {
    observer.remember(map, status);
    events.tell(map, ReadyNews.of(map.getStatus(), status, MapStatus.wanted(map)));
    statuses.write(maps, map, new ApplicationMap(), status);
    var control = UpdateControl.<ApplicationMap>noUpdate();
    observer.lookAgain(map, status, states).ifPresent(control::rescheduleAfter);
    return control;
  }

  @Override
  public DeleteControl cleanup(ApplicationMap map, Context<ApplicationMap> context) {
    observer.forget(map);
    var left = observer.deployments(map);
    if (left.isEmpty()) {
      return DeleteControl.defaultDelete();
    }
    executor.deleteAll(left);
    var control = DeleteControl.noFinalizerRemoval();
    control.rescheduleAfter(Duration.ofSeconds(5));
    return control;
  }

  @Override
  public ErrorStatusUpdateControl<ApplicationMap> updateErrorStatus(
      ApplicationMap map, Context<ApplicationMap> context, Exception e) {
    return Failures.handle(map, e);
  }
}
