package io.lonejupiter.kubernetes.appdeployment;

import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.lonejupiter.core.instance.InstancePlan;
import io.lonejupiter.core.instance.InstancePlanner;
import io.lonejupiter.core.status.ReadyNews;
import io.lonejupiter.kubernetes.Failures;
import io.lonejupiter.kubernetes.event.EventRecorder;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.view.KnownObjects;
import io.lonejupiter.kubernetes.view.StatusWriter;
import io.lonejupiter.kubernetes.view.Triggers;
import java.util.List;

/**
 * From an AppDeployment to its documents in Consul, and from what host, catalog and routers say
 * back into its status: observe, decide ({@link InstancePlanner}), act, report. A deleted one goes
 * the same way until nothing of it is left; only then its finalizer goes.
 */
@ControllerConfiguration(name = "appdeployment", finalizerName = AppDeploymentReconciler.FINALIZER)
public final class AppDeploymentReconciler
    implements Reconciler<AppDeployment>, Cleaner<AppDeployment> {
  public static final String FINALIZER = "lonejupiter.io/appdeployment";

  private final KnownObjects<AppDeployment> deployments;
  private final InstanceObserver observer;
  private final InstanceExecutor executor;
  private final StatusWriter statuses;
  private final EventRecorder events;
  private final Triggers<AppDeployment> triggers;

  public AppDeploymentReconciler(
      KnownObjects<AppDeployment> deployments,
      InstanceObserver observer,
      InstanceExecutor executor,
      StatusWriter statuses,
      EventRecorder events,
      Triggers<AppDeployment> triggers) {
    this.deployments = deployments;
    this.observer = observer;
    this.executor = executor;
    this.statuses = statuses;
    this.events = events;
    this.triggers = triggers;
  }

  @Override
  public List<EventSource<?, AppDeployment>> prepareEventSources(
      EventSourceContext<AppDeployment> context) {
    return List.of(triggers.source());
  }

  @Override
  public UpdateControl<AppDeployment> reconcile(
      AppDeployment given, Context<AppDeployment> context) {
    var plan = step(deployments.newest(given));
    var control = UpdateControl.<AppDeployment>noUpdate();
    plan.lookAgain().ifPresent(control::rescheduleAfter);
    return control;
  }

  @Override
  public DeleteControl cleanup(AppDeployment given, Context<AppDeployment> context) {
    var plan = step(deployments.newest(given));
    if (plan.cleanedUp()) {
      return DeleteControl.defaultDelete();
    }
    var control = DeleteControl.noFinalizerRemoval();
    plan.lookAgain().ifPresent(control::rescheduleAfter);
    return control;
  }

  private InstancePlan step(AppDeployment deployment) {
    var facts = observer.facts(deployment);
    var plan = InstancePlanner.plan(facts);
    executor.execute(deployment, facts, plan);
    events.tell(deployment, ReadyNews.of(deployment.getStatus(), plan.status()));
    if (!plan.cleanedUp()) {
      statuses.write(deployments, deployment, new AppDeployment(), plan.status());
    }
    return plan;
  }

  @Override
  public ErrorStatusUpdateControl<AppDeployment> updateErrorStatus(
      AppDeployment deployment, Context<AppDeployment> context, Exception e) {
    return Failures.handle(deployment, e);
  }
}
