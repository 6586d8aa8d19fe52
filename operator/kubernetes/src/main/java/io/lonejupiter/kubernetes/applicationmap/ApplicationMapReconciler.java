package io.lonejupiter.kubernetes.applicationmap;

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
import io.lonejupiter.core.rollout.Revision;
import io.lonejupiter.core.rollout.RolloutPlan;
import io.lonejupiter.core.rollout.RolloutPlanner;
import io.lonejupiter.core.status.ReadyNews;
import io.lonejupiter.core.validate.Validate;
import io.lonejupiter.kubernetes.Failures;
import io.lonejupiter.kubernetes.event.EventRecorder;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.view.KnownObjects;
import io.lonejupiter.kubernetes.view.StatusWriter;
import io.lonejupiter.kubernetes.view.Triggers;
import io.lonejupiter.model.ApplicationMapStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * From an ApplicationMap to its AppDeployments, and back into its status:
 *
 * <ol>
 *   <li>observe: the map's AppDeployments, the artifacts, the hosts;
 *   <li>decide: which artifact and so which revision; then the rollout's next steps;
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
    var choice = observer.artifact(map);
    if (choice instanceof ArtifactChoice.Missing missing) {
      var instances = observer.instances(map);
      return report(map, MapStatus.withoutArtifact(map, instances, missing, clock.instant()));
    }
    var found = (ArtifactChoice.Found) choice;
    var revision = Revision.of(found.artifact(), map.getSpec().run(), map.getSpec().health());
    var plan = step(map, found, revision);
    var instances = observer.instances(map);
    return report(
        map, MapStatus.of(map, found.artifact(), revision, instances, plan, clock.instant()));
  }

  /** One map at a time: what is placed must be seen before the next is. */
  private RolloutPlan step(ApplicationMap map, ArtifactChoice.Found found, String revision) {
    observer.placing().lock();
    try {
      var plan = RolloutPlanner.next(observer.facts(map, revision));
      executor.execute(map, found, revision, plan);
      return plan;
    } finally {
      observer.placing().unlock();
    }
  }

  private UpdateControl<ApplicationMap> report(ApplicationMap map, ApplicationMapStatus status) {
    observer.remember(map, status);
    events.tell(map, ReadyNews.of(map.getStatus(), status, MapStatus.wanted(map)));
    statuses.write(maps, map, new ApplicationMap(), status);
    var control = UpdateControl.<ApplicationMap>noUpdate();
    observer.lookAgain(map, status).ifPresent(control::rescheduleAfter);
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
