package io.lonejupiter.kubernetes.applicationmap;

import io.lonejupiter.core.artifact.ArtifactChoice.Missing;
import io.lonejupiter.core.scale.Autoscaler;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.core.validate.FieldError;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.view.Labels;
import io.lonejupiter.model.ApplicationMapStatus;
import io.lonejupiter.model.Condition;
import io.lonejupiter.model.PendingInstance;
import io.lonejupiter.model.Phase;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says in an ApplicationMap's status what runs of it, from what is there and not what was hoped.
 */
final class MapStatus {
  private final ApplicationMap map;
  private final List<AppDeployment> instances;
  private final Instant now;

  private MapStatus(ApplicationMap map, List<AppDeployment> instances, Instant now) {
    this.map = map;
    this.instances = instances;
    this.now = now;
  }

  static ApplicationMapStatus invalid(
      ApplicationMap map, List<AppDeployment> instances, List<FieldError> errors, Instant now) {
    var message = errors.stream().map(FieldError::toString).collect(Collectors.joining("; "));
    return new MapStatus(map, instances, now).unchanged("Invalid", message);
  }

  static ApplicationMapStatus withoutArtifact(
      ApplicationMap map, List<AppDeployment> instances, Missing missing, Instant now) {
    var running = instances.isEmpty() ? "" : "; what runs keeps running";
    return new MapStatus(map, instances, now)
        .unchanged(missing.reason(), missing.message() + running);
  }

  static ApplicationMapStatus of(
      ApplicationMap map,
      Rollout rollout,
      List<AppDeployment> instances,
      List<PendingInstance> pending,
      Instant now) {
    var status = new MapStatus(map, instances, now);
    return status.status(status.progress(rollout.status(), pending), rollout, pending);
  }

  static int wanted(ApplicationMap map) {
    return Autoscaler.wanted(map.getSpec(), map.getStatus());
  }

  private ApplicationMapStatus unchanged(String reason, String message) {
    var before = map.getStatus();
    var conditions = following().stalled(reason, message).list();
    return new ApplicationMapStatus(
        generation(),
        conditions,
        wanted(map),
        instances.size(),
        ready(instances),
        before == null || before.updated() == null ? 0 : before.updated(),
        before == null ? null : before.revision(),
        before == null ? null : before.artifact(),
        before == null ? null : before.version(),
        selector(),
        before == null ? null : before.rollout(),
        before == null ? null : before.history(),
        List.of(),
        before == null ? null : before.suspects(),
        before == null ? null : before.autoscale());
  }

  private ApplicationMapStatus status(
      List<Condition> conditions, Rollout rollout, List<PendingInstance> pending) {
    var wanted = rollout.wanted();
    var before = map.getStatus();
    return new ApplicationMapStatus(
        generation(),
        conditions,
        wanted(map),
        instances.size(),
        ready(instances),
        current(wanted.revision()).size(),
        wanted.revision(),
        wanted.artifact().name(),
        wanted.artifact().version(),
        selector(),
        rollout.status(),
        rollout.history(),
        pending,
        before == null ? null : before.suspects(),
        before == null ? null : before.autoscale());
  }

  private List<Condition> progress(RolloutStatus rollout, List<PendingInstance> pending) {
    var wanted = wanted(map);
    var current = current(rollout.revision());
    var ready = ready(current);
    if (rollout.phase() == RolloutPhase.COMPLETE && ready == wanted && pending.isEmpty()) {
      return following()
          .ready("AllInstancesReady", ready + " of " + wanted + " instances ready")
          .list();
    }
    if (rollout.phase() == RolloutPhase.FAILED) {
      return following()
          .stalled(rollout.reason(), counts(ready, wanted) + "; " + rollout.message())
          .list();
    }
    var failed = firstIn(current, Phase.FAILED);
    var counts = counts(ready, wanted);
    if (!pending.isEmpty()) {
      return following().stalled("Unplaceable", counts + "; " + sentence(pending.get(0))).list();
    }
    if (failed.isPresent()) {
      var status = failed.get().getStatus();
      return following().stalled(status.reason(), counts + "; " + sentence(failed.get())).list();
    }
    var waiting =
        current.stream().filter(d -> !isReady(d)).findFirst().map(MapStatus::sentence).orElse("");
    var said = rollout.message() == null ? waiting + failedBefore(rollout) : rollout.message();
    var message = counts + (said.isEmpty() ? "" : "; " + said);
    if (rollout.phase() == RolloutPhase.PAUSED) {
      return following().reconciling("Paused", message).list();
    }
    // As long as a rollout goes on it has not exceeded its deadline: then it would have failed.
    return rollout.phase() != RolloutPhase.PROGRESSING && isOverdue()
        ? following()
            .stalled(
                "ProgressDeadlineExceeded",
                message
                    + "; no progress for "
                    + MapObserver.progressDeadline(map).toSeconds()
                    + " s")
            .set(Conditions.RECONCILING, true, "Progressing", message)
            .list()
        : following().reconciling("Progressing", message).list();
  }

  private String failedBefore(RolloutStatus rollout) {
    return MapObserver.suspects(map).stream()
        .filter(suspect -> suspect.revision().equals(rollout.revision()))
        .map(s -> "; %s failed on %s (%s)".formatted(s.instance(), s.host(), s.reason()))
        .collect(Collectors.joining());
  }

  /** During a replacement both: how many serve, and how many of those are new. */
  private String counts(int current, int wanted) {
    var all = ready(instances);
    var text = all + " of " + wanted + " instances ready";
    return all == current ? text : text + ", " + current + " of them updated";
  }

  private boolean isOverdue() {
    var status = map.getStatus();
    if (status == null || !Long.valueOf(generation()).equals(status.observedGeneration())) {
      return false;
    }
    return Conditions.find(status.conditions(), Conditions.RECONCILING)
        .filter(c -> c.status().equals("True"))
        .map(c -> Duration.between(Instant.parse(c.lastTransitionTime()), now))
        .filter(age -> age.compareTo(MapObserver.progressDeadline(map)) > 0)
        .isPresent();
  }

  private static String sentence(PendingInstance pending) {
    var hosts =
        pending.hosts().stream()
            .map(h -> h.host() + ": " + h.reason())
            .collect(Collectors.joining("; "));
    return pending.name()
        + " fits on no host"
        + (hosts.isEmpty() ? "" : " (" + hosts + ")")
        + ". "
        + pending.suggestion();
  }

  private static String sentence(AppDeployment deployment) {
    var status = deployment.getStatus();
    var name = deployment.getMetadata().getName();
    return status == null
        ? name + " was just created"
        : name
            + " on "
            + deployment.getSpec().host()
            + ": "
            + status.reason()
            + ": "
            + status.message();
  }

  private Conditions following() {
    var status = map.getStatus();
    return Conditions.following(status == null ? null : status.conditions(), generation(), now);
  }

  private long generation() {
    return map.getMetadata().getGeneration();
  }

  private String selector() {
    return Labels.MAP + "=" + map.getMetadata().getName();
  }

  private List<AppDeployment> current(String revision) {
    return instances.stream().filter(d -> d.getSpec().revision().equals(revision)).toList();
  }

  private static Optional<AppDeployment> firstIn(List<AppDeployment> deployments, Phase phase) {
    return deployments.stream()
        .filter(d -> d.getStatus() != null && d.getStatus().phase() == phase)
        .findFirst();
  }

  private static int ready(List<AppDeployment> deployments) {
    return (int) deployments.stream().filter(MapStatus::isReady).count();
  }

  private static boolean isReady(AppDeployment deployment) {
    return deployment.getStatus() != null
        && Conditions.isTrue(deployment.getStatus().conditions(), Conditions.READY);
  }
}
