package io.lonejupiter.kubernetes.frontendconfig;

import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.core.route.Claim;
import io.lonejupiter.core.route.FrontEndStatus;
import io.lonejupiter.core.status.ReadyNews;
import io.lonejupiter.core.validate.FieldError;
import io.lonejupiter.core.validate.Validate;
import io.lonejupiter.kubernetes.Failures;
import io.lonejupiter.kubernetes.event.EventRecorder;
import io.lonejupiter.kubernetes.resource.FrontEndConfig;
import io.lonejupiter.kubernetes.view.StatusWriter;
import io.lonejupiter.kubernetes.view.Triggers;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.FrontEndConfigStatus;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * From a FrontEndConfig to the route document that routers obey, and from their reports back into
 * its status. One that is invalid, or claims what an older one has, is refused: what routers obeyed
 * before they still do.
 */
@ControllerConfiguration(name = "frontendconfig", finalizerName = "lonejupiter.io/frontendconfig")
public final class FrontEndConfigReconciler
    implements Reconciler<FrontEndConfig>, Cleaner<FrontEndConfig> {
  private final World world;
  private final KeyValues keyValues;
  private final Keys keys;
  private final StatusWriter statuses;
  private final EventRecorder events;
  private final Triggers<FrontEndConfig> triggers;
  private final Clock clock;

  /**
   * @param keyValues fenced: writes fail once another server leads
   */
  public FrontEndConfigReconciler(
      World world,
      KeyValues keyValues,
      Keys keys,
      StatusWriter statuses,
      EventRecorder events,
      Triggers<FrontEndConfig> triggers,
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
  public List<EventSource<?, FrontEndConfig>> prepareEventSources(
      EventSourceContext<FrontEndConfig> context) {
    return List.of(triggers.source());
  }

  @Override
  public UpdateControl<FrontEndConfig> reconcile(
      FrontEndConfig given, Context<FrontEndConfig> context) {
    var frontEnd = world.frontEnds().newest(given);
    var errors = Validate.frontEndConfig(frontEnd.getSpec());
    if (!errors.isEmpty()) {
      var message = errors.stream().map(FieldError::toString).collect(Collectors.joining("; "));
      return report(frontEnd, rejected(frontEnd, "Invalid", message));
    }
    var document = world.document(frontEnd);
    var conflict = conflict(document);
    if (conflict.isPresent()) {
      return report(frontEnd, rejected(frontEnd, "Conflict", conflict.get()));
    }
    if (!obeyed(frontEnd).equals(Optional.of(document))) {
      var key = keys.route(document.namespace(), document.name());
      keyValues.commit(List.of(new Put(key, Documents.write(document))));
    }
    var routers = world.cluster().routers();
    return report(
        frontEnd,
        FrontEndStatus.accepted(frontEnd.getStatus(), document, routers, clock.instant()));
  }

  private Optional<RouteDocument> obeyed(FrontEndConfig frontEnd) {
    var meta = frontEnd.getMetadata();
    return world.cluster().route(meta.getNamespace() + "." + meta.getName());
  }

  private Optional<String> conflict(RouteDocument document) {
    var others =
        world.frontEnds().all().stream()
            .filter(f -> f.getMetadata().getDeletionTimestamp() == null)
            .filter(f -> Validate.frontEndConfig(f.getSpec()).isEmpty())
            // Whose is what does not depend on how it is divided.
            .map(f -> world.document(f, List.of()))
            .filter(d -> !d.id().equals(document.id()))
            .collect(Collectors.toList());
    others.add(document);
    return Optional.ofNullable(Claim.conflicts(others).get(document.id()));
  }

  private FrontEndConfigStatus rejected(FrontEndConfig frontEnd, String reason, String message) {
    return FrontEndStatus.rejected(
        frontEnd.getStatus(),
        frontEnd.getMetadata().getGeneration(),
        clock.instant(),
        reason,
        message);
  }

  private UpdateControl<FrontEndConfig> report(
      FrontEndConfig frontEnd, FrontEndConfigStatus status) {
    events.tell(frontEnd, ReadyNews.of(frontEnd.getStatus(), status));
    statuses.write(world.frontEnds(), frontEnd, new FrontEndConfig(), status);
    return UpdateControl.noUpdate();
  }

  @Override
  public DeleteControl cleanup(FrontEndConfig frontEnd, Context<FrontEndConfig> context) {
    var meta = frontEnd.getMetadata();
    keyValues.commit(List.of(new Delete(keys.route(meta.getNamespace(), meta.getName()))));
    return DeleteControl.defaultDelete();
  }

  @Override
  public ErrorStatusUpdateControl<FrontEndConfig> updateErrorStatus(
      FrontEndConfig frontEnd, Context<FrontEndConfig> context, Exception e) {
    return Failures.handle(frontEnd, e);
  }
}
