package io.lonejupiter.kubernetes.artifact;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.lonejupiter.core.port.Blobs;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.core.status.ReadyNews;
import io.lonejupiter.core.validate.FieldError;
import io.lonejupiter.core.validate.Validate;
import io.lonejupiter.kubernetes.Failures;
import io.lonejupiter.kubernetes.event.EventRecorder;
import io.lonejupiter.kubernetes.resource.Artifact;
import io.lonejupiter.kubernetes.view.KnownObjects;
import io.lonejupiter.kubernetes.view.StatusWriter;
import io.lonejupiter.kubernetes.view.Triggers;
import io.lonejupiter.model.ArtifactStatus;
import io.lonejupiter.model.Condition;
import io.lonejupiter.model.SourceType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Gives an Artifact its sequence and says whether hosts can fetch it. */
@ControllerConfiguration(name = "artifact")
public final class ArtifactReconciler implements Reconciler<Artifact> {
  private final KnownObjects<Artifact> artifacts;
  private final Sequences sequences;
  private final Blobs blobs;
  private final StatusWriter statuses;
  private final EventRecorder events;
  private final Triggers<Artifact> triggers;
  private final Clock clock;

  public ArtifactReconciler(
      KnownObjects<Artifact> artifacts,
      Blobs blobs,
      StatusWriter statuses,
      EventRecorder events,
      Triggers<Artifact> triggers,
      Clock clock) {
    this.artifacts = artifacts;
    this.sequences = new Sequences(artifacts);
    this.blobs = blobs;
    this.statuses = statuses;
    this.events = events;
    this.triggers = triggers;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, Artifact>> prepareEventSources(EventSourceContext<Artifact> context) {
    return List.of(triggers.source());
  }

  @Override
  public UpdateControl<Artifact> reconcile(Artifact given, Context<Artifact> context) {
    var artifact = artifacts.newest(given);
    var before = Optional.ofNullable(artifact.getStatus());
    var stored = isStored(artifact);
    var size = stored ? blobs.size(artifact.getSpec().sha256()) : Optional.<Long>empty();
    var status =
        new ArtifactStatus(
            artifact.getMetadata().getGeneration(),
            conditions(artifact, before, stored && size.isEmpty()),
            size.or(() -> before.map(ArtifactStatus::size)).orElse(null),
            location(artifact),
            sequences.of(artifact));
    events.tell(
        artifact,
        ReadyNews.of(before.map(ArtifactStatus::conditions).orElse(null), status.conditions()));
    statuses.write(artifacts, artifact, new Artifact(), status);
    return UpdateControl.noUpdate();
  }

  private List<Condition> conditions(
      Artifact artifact, Optional<ArtifactStatus> before, boolean bytesMissing) {
    var conditions =
        Conditions.following(
            before.map(ArtifactStatus::conditions).orElse(null),
            artifact.getMetadata().getGeneration(),
            clock.instant());
    var errors = Validate.artifact(artifact.getSpec());
    if (!errors.isEmpty()) {
      var message = errors.stream().map(FieldError::toString).collect(Collectors.joining("; "));
      return conditions.stalled("Invalid", message).list();
    }
    if (bytesMissing) {
      return conditions
          .stalled(
              "BytesMissing",
              "no server that is up has bytes with SHA-256 "
                  + artifact.getSpec().sha256()
                  + "; push the file again")
          .list();
    }
    return isStored(artifact)
        ? conditions.ready("Stored", "the artifact service has its bytes").list()
        : conditions.ready("Declared", "each host fetches it and checks its SHA-256").list();
  }

  private static boolean isStored(Artifact artifact) {
    var type = artifact.getSpec().source().type();
    return type == null || type == SourceType.STORED;
  }

  private static String location(Artifact artifact) {
    return isStored(artifact)
        ? "/blobs/sha256/" + artifact.getSpec().sha256()
        : artifact.getSpec().source().url();
  }

  @Override
  public ErrorStatusUpdateControl<Artifact> updateErrorStatus(
      Artifact artifact, Context<Artifact> context, Exception e) {
    return Failures.handle(artifact, e);
  }
}
