package io.lonejupiter.core.rollout;

import io.lonejupiter.core.unit.Durations;
import io.lonejupiter.model.OnFailure;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;
import java.time.Duration;
import java.time.Instant;

/** What makes a rollout fail, what becomes of it then, and whether that is over. Pure. */
final class RolloutFailure {
  private static final String DEADLINE_EXCEEDED = "ProgressDeadlineExceeded";

  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

  private final ProgressFacts facts;
  private final String now;

  RolloutFailure(ProgressFacts facts) {
    this.facts = facts;
    this.now = facts.second();
  }

  /** What it failed by may be over without anybody's doing, such as a database that was away. */
  boolean hasHealed(RolloutStatus status) {
    if (Boolean.TRUE.equals(status.rolledBack())
        || RolloutProgress.onFailure(facts.spec()) != OnFailure.FREEZE
        || facts.none(i -> i.running() && i.revision().equals(status.revision()))) {
      return false;
    }
    return RolloutProgress.LASTING_FAILURES.contains(status.reason())
            && facts.instances().stream()
                .filter(i -> i.revision().equals(status.revision()))
                .noneMatch(InstanceState::hasFailed)
        || DEADLINE_EXCEEDED.equals(status.reason())
            && facts.ready(status.revision()) > status.ready();
  }

  /**
   * Why it fails.
   *
   * @param output what a verification wrote; null: none did
   */
  record Cause(String reason, String message, String output) {}

  /** Null while there is none. */
  Cause cause(RolloutStatus status) {
    if (facts.order().aborts(status.revision())) {
      return new Cause("Aborted", "a person has aborted it", null);
    }
    for (var instance : facts.instances()) {
      if (instance.revision().equals(status.revision())
          && instance.hasFailed()
          && !RolloutGoals.isOfAnEarlierTry(instance, status)) {
        return new Cause(
            instance.failure().reason(),
            instance.name() + ": " + instance.failure().message(),
            instance.failure().output());
      }
    }
    var waits = status.phase() == RolloutPhase.PAUSED;
    var idle = Duration.between(Instant.parse(status.progressSince()), facts.now());
    var deadline = RolloutProgress.deadline(facts.spec()).plus(longestTrial(status));
    if (!waits && idle.compareTo(deadline) > 0) {
      var analysed = status.analysis() != null && "Analysing".equals(status.reason());
      return new Cause(
          DEADLINE_EXCEEDED,
          "no progress for %d s%s"
              .formatted(deadline.toSeconds(), analysed ? ": " + status.message() : ""),
          null);
    }
    return null;
  }

  /** As long as a verification of the current step may take nothing else happens. */
  private Duration longestTrial(RolloutStatus status) {
    var steps = RolloutProgress.steps(facts.spec());
    var verify = status.step() < steps.size() ? steps.get(status.step()).verify() : null;
    if (verify == null) {
      return Duration.ZERO;
    }
    var attempts = 1 + (verify.retries() == null ? 0 : verify.retries());
    return Durations.parseOr(verify.timeout(), DEFAULT_TIMEOUT).multipliedBy(attempts);
  }

  /** Back to what served before, or as it is, as the spec says. */
  RolloutStatus failed(RolloutStatus status, Cause failure) {
    var back =
        RolloutProgress.onFailure(facts.spec()) == OnFailure.ROLLBACK
            || failure.reason().equals("Aborted");
    var end =
        switch (back ? OnFailure.ROLLBACK : RolloutProgress.onFailure(facts.spec())) {
          case ROLLBACK -> "revision " + status.stable() + " serves again";
          case FREEZE -> "it stays as it is; abort it, retry it, or apply another revision";
          case ASK -> "it waits for abort or retry";
        };
    return RolloutDraft.of(status)
        .at(status.step(), now)
        .saying(RolloutPhase.FAILED, failure.reason(), failure.message() + "; " + end)
        .showing(failure.output())
        .rolledBack(back)
        .weighing(status.weight() == null ? null : back ? Integer.valueOf(0) : status.weight())
        .status();
  }
}
