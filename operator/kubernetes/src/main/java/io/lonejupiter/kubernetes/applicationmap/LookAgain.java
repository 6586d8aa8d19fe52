package io.lonejupiter.kubernetes.applicationmap;

import io.lonejupiter.core.heal.Suspects;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.core.rollout.RolloutGoals;
import io.lonejupiter.core.rollout.RolloutProgress;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.core.unit.Durations;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.model.ApplicationMapStatus;
import io.lonejupiter.model.Phase;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.RolloutStep;
import io.lonejupiter.model.SuspectHost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When time alone may change what is to be done about a map: a lost host is given up, a pause or a
 * deadline passes, a measurement is due, a host is not avoided any more.
 *
 * @param status as it is from this pass on
 * @param hostLossDelay how long a lost host is waited for
 */
record LookAgain(
    ApplicationMap map,
    ApplicationMapStatus status,
    List<AppDeployment> deployments,
    List<InstanceState> states,
    Duration hostLossDelay,
    Instant now) {
  /** Counts of routers change all the time; nobody is told of each. */
  private static final Duration LOOK_AT_COUNTS = Duration.ofSeconds(1);

  private static final Duration LOOK_AT_LOAD = Duration.ofSeconds(3);

  /** How long the host of an instance has been lost. */
  static Duration lostFor(AppDeployment deployment, Instant now) {
    var since = deployment.getStatus().lostSince();
    return since == null ? Duration.ZERO : Duration.between(Instant.parse(since), now);
  }

  /** Empty: never. */
  Optional<Duration> after() {
    var next = sooner(timeOfRollout(), timeOfSuspects());
    return map.getSpec().autoscale() == null
        ? next
        : next.filter(wait -> wait.compareTo(LOOK_AT_LOAD) < 0).or(() -> Optional.of(LOOK_AT_LOAD));
  }

  private static Optional<Duration> sooner(Optional<Duration> one, Optional<Duration> other) {
    return Stream.concat(one.stream(), other.stream()).min(Duration::compareTo);
  }

  /** When an instance has failed for long enough, or a host is not avoided any more. */
  private Optional<Duration> timeOfSuspects() {
    var suspects = status.suspects() == null ? List.<SuspectHost>of() : status.suspects();
    return Suspects.nextChange(map.getSpec().reschedule(), suspects, states, now).map(this::until);
  }

  private Optional<Duration> timeOfRollout() {
    var lost =
        deployments.stream()
            .filter(d -> d.getStatus() != null && d.getStatus().phase() == Phase.LOST)
            .map(d -> hostLossDelay.minus(lostFor(d, now)))
            .filter(left -> !left.isNegative())
            .min(Duration::compareTo);
    if (lost.isPresent()) {
      return Optional.of(lost.get().plusMillis(1_100));
    }
    var rollout = timeOf(status.rollout(), RolloutProgress.steps(map.getSpec().rollout()));
    if (rollout.isPresent()) {
      return rollout;
    }
    var failed =
        deployments.stream()
            .filter(d -> d.getStatus() != null && d.getStatus().phase() == Phase.FAILED)
            .filter(d -> "VerificationFailed".equals(d.getStatus().reason()))
            .map(d -> Instant.parse(d.getMetadata().getCreationTimestamp()))
            .map(created -> until(created.plus(RolloutGoals.TRY_AGAIN)))
            .min(Duration::compareTo);
    if (failed.isPresent()) {
      return failed;
    }
    if (status.rollout() != null && status.rollout().phase() == RolloutPhase.PROGRESSING) {
      var since = Instant.parse(status.rollout().progressSince());
      return Optional.of(until(since.plus(MapObserver.progressDeadline(map)).plusSeconds(1)));
    }
    return Conditions.isTrue(status.conditions(), Conditions.RECONCILING)
        ? Optional.of(MapObserver.progressDeadline(map).plusSeconds(1))
        : Optional.empty();
  }

  /** When a pause or the time of a warm revision is over. */
  private Optional<Duration> timeOf(RolloutStatus rollout, List<RolloutStep> steps) {
    if (rollout == null) {
      return Optional.empty();
    }
    if (rollout.warmUntil() != null) {
      return Optional.of(until(Instant.parse(rollout.warmUntil())));
    }
    if (rollout.step() >= steps.size()) {
      return Optional.empty();
    }
    if (steps.get(rollout.step()).analyse() != null && rollout.phase() != RolloutPhase.FAILED) {
      return Optional.of(LOOK_AT_COUNTS);
    }
    if (rollout.phase() != RolloutPhase.PAUSED) {
      return Optional.empty();
    }
    var pause = steps.get(rollout.step()).pause();
    return pause == null || pause.duration() == null
        ? Optional.empty()
        : Optional.of(
            until(Instant.parse(rollout.stepSince()).plus(Durations.parse(pause.duration()))));
  }

  private Duration until(Instant end) {
    var left = Duration.between(now, end);
    return left.isNegative() ? Duration.ofSeconds(5) : left.plusMillis(50);
  }
}
