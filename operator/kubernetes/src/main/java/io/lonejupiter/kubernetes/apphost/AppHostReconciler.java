package io.lonejupiter.kubernetes.apphost;

import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.status.ReadyNews;
import io.lonejupiter.kubernetes.Failures;
import io.lonejupiter.kubernetes.event.EventRecorder;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.kubernetes.view.StatusWriter;
import io.lonejupiter.kubernetes.view.Triggers;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.AppHostStatus;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From what a host's agent says and what was placed on it into the AppHost's status. */
@ControllerConfiguration(name = "apphost", finalizerName = "lonejupiter.io/apphost")
public final class AppHostReconciler implements Reconciler<AppHost>, Cleaner<AppHost> {
  private final World world;
  private final KeyValues keyValues;
  private final Keys keys;
  private final StatusWriter statuses;
  private final EventRecorder events;
  private final Triggers<AppHost> triggers;
  private final Clock clock;

  public AppHostReconciler(
      World world,
      KeyValues keyValues,
      Keys keys,
      StatusWriter statuses,
      EventRecorder events,
      Triggers<AppHost> triggers,
      Clock clock) {
    this.world = world;
    this.keyValues = keyValues;
    this.keys = keys;
    this.statuses = statuses;
    this.events = events;
    this.triggers = triggers;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, AppHost>> prepareEventSources(EventSourceContext<AppHost> context) {
    return List.of(triggers.source());
  }

  @Override
  public UpdateControl<AppHost> reconcile(AppHost given, Context<AppHost> context) {
    var host = world.hosts().newest(given);
    var name = host.getMetadata().getName();
    var on =
        world.deployments().all().stream().filter(d -> name.equals(d.getSpec().host())).toList();
    var info = Optional.ofNullable(world.cluster().hosts().get(name));
    var load = world.cluster().report(name).map(report -> report.load());
    var state = world.hostState(host, on);
    var hidden = world.cluster().hostsHidden();
    var status = HostStatus.of(host, state, info, load, hidden, clock.instant());
    var before = Optional.ofNullable(host.getStatus()).map(AppHostStatus::conditions);
    events.tell(host, ReadyNews.of(before.orElse(null), status.conditions()));
    statuses.write(world.hosts(), host, new AppHost(), status);
    return UpdateControl.noUpdate();
  }

  /** Of a host that is gone nothing stays in Consul; one that is there gets a new object. */
  @Override
  public DeleteControl cleanup(AppHost host, Context<AppHost> context) {
    var name = host.getMetadata().getName();
    if (!world.cluster().hosts().containsKey(name)) {
      var left = new ArrayList<String>();
      left.add(keys.hostReport(name));
      left.add(keys.assignments(name) + Keys.SENTINEL);
      left.add(keys.verifications(name) + Keys.SENTINEL);
      world
          .cluster()
          .verifications()
          .getOrDefault(name, Map.of())
          .keySet()
          .forEach(id -> left.add(keys.verification(name, id)));
      left.forEach(key -> keyValues.commit(List.of(new Delete(key))));
    }
    return DeleteControl.defaultDelete();
  }

  @Override
  public ErrorStatusUpdateControl<AppHost> updateErrorStatus(
      AppHost host, Context<AppHost> context, Exception e) {
    return Failures.handle(host, e);
  }
}
