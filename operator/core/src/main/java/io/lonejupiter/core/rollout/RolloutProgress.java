package io.lonejupiter.core.rollout;

import io.lonejupiter.core.unit.Durations;
import io.lonejupiter.model.OnFailure;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutSpec;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.RolloutStep;
import io.lonejupiter.model.RolloutType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Decides how far a rollout has come. Pure; the first rule that holds decides:
 *
 * <ol>
 *   <li>Another revision is wanted than the one before: its rollout begins. What was promoted last
 *       stays the stable one.
 *   <li>It has failed: it stays so until somebody tries again or wants another revision.
 *   <li>A person aborts it, an instance of it cannot become ready, its measurements are bad, or
 *       nothing has happened for too long: it has failed. Not so the first revision of a map, as
 *       there is nothing to go back to.
 *   <li>Steps follow each other, each when the one before is done.
 *   <li>After the last, all traffic goes over once enough instances are ready; then it is complete.
 * </ol>
 *
 * Without weights (Rolling, or the first revision) it is complete when all wanted instances are
 * ready and no others are left.
 */
public final class RolloutProgress {
  private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(10);
  private static final int ALL = 100;

  /** What a rollout does not wait for, though it may get better. */
  public static final Set<String> LASTING_FAILURES =
      Set.of(
          "VerificationFailed",
          "CrashLoop",
          "CommandNotFound",
          "ChecksumMismatch",
          "UnpackRefused");

  private final RolloutStatus before;
  private final ProgressFacts facts;
  private final String now;
  private final RolloutStart starts;
  private final RolloutFailure failures;
  private final RolloutSteps steps;

  private RolloutProgress(RolloutStatus before, ProgressFacts facts) {
    this.before = before;
    this.facts = facts;
    this.now = facts.second();
    this.starts = new RolloutStart(facts);
    this.failures = new RolloutFailure(facts);
    this.steps = new RolloutSteps(facts);
  }

  /**
   * @param before null if nothing was said yet
   */
  public static RolloutStatus next(RolloutStatus before, ProgressFacts facts) {
    return new RolloutProgress(before, facts).next();
  }

  public static Duration deadline(RolloutSpec spec) {
    return Durations.parseOr(spec == null ? null : spec.progressDeadline(), DEFAULT_DEADLINE);
  }

  public static OnFailure onFailure(RolloutSpec spec) {
    return spec == null || spec.onFailure() == null ? OnFailure.FREEZE : spec.onFailure();
  }

  public static List<RolloutStep> steps(RolloutSpec spec) {
    return divides(spec) && spec.steps() != null ? spec.steps() : List.of();
  }

  /** Which verification a step means; another one when the rollout begins anew. */
  public static String verificationId(RolloutStatus status) {
    return status.step() + "/" + status.startedAt();
  }

  static boolean isPaused(RolloutSpec spec) {
    return spec != null && Boolean.TRUE.equals(spec.paused());
  }

  /** How many instances of the new revision a step has beside the stable ones. */
  static int canaries(RolloutSpec spec, RolloutStatus status, int wanted) {
    var steps = steps(spec);
    if (spec != null && spec.type() == RolloutType.BLUE_GREEN
        || status.step() >= steps.size()
        || status.weight() == ALL) {
      return wanted;
    }
    var count = 1;
    for (var step : steps.subList(0, status.step() + 1)) {
      if (step.setInstances() != null) {
        count = step.setInstances();
      } else if (step.setWeight() != null) {
        count = Math.max(count, (int) Math.ceil(wanted * step.setWeight() / 100.0));
      }
    }
    // What gets traffic has somebody to answer it.
    return Math.min(Math.max(count, status.weight() > 0 ? 1 : 0), wanted);
  }

  private RolloutStatus next() {
    var status = before == null ? starts.found() : before;
    if (!facts.revision().equals(status.revision())) {
      status = starts.begun(status);
    }
    if (status.phase() == RolloutPhase.FAILED) {
      return stillFailed(status);
    }
    status = counted(status);
    if (status.phase() != RolloutPhase.COMPLETE) {
      var waited = status.phase() == RolloutPhase.PAUSED;
      status = onTheWay(status);
      // The time that it waited for somebody is not time without progress.
      if (waited && status.phase() == RolloutPhase.PROGRESSING) {
        status = RolloutDraft.of(status).movingSince(now).status();
      }
    }
    return status;
  }

  /** Somebody may try again, or decide for the way back only now. */
  private RolloutStatus stillFailed(RolloutStatus status) {
    if (facts.order().retries(status.revision(), status.stepSince())) {
      return starts.restarted(status);
    }
    var aborted = facts.order().aborts(status.revision());
    if (!Boolean.TRUE.equals(status.rolledBack())
        && (aborted || onFailure(facts.spec()) == OnFailure.ROLLBACK)) {
      return failures.failed(
          status,
          aborted
              ? new RolloutFailure.Cause("Aborted", "a person has aborted it", status.output())
              : new RolloutFailure.Cause(status.reason(), "it had failed", status.output()));
    }
    return failures.hasHealed(status)
        ? counted(
            RolloutDraft.of(status)
                .saying(RolloutPhase.PROGRESSING, null, null)
                .movingSince(now)
                .status())
        : counted(status);
  }

  static boolean divides(RolloutSpec spec) {
    return spec != null
        && (spec.type() == RolloutType.CANARY || spec.type() == RolloutType.BLUE_GREEN);
  }

  /** Takes note of instances that became ready or ceased to be, and of a warm revision's end. */
  private RolloutStatus counted(RolloutStatus status) {
    var ready = facts.ready(status.revision());
    var further = !Objects.equals(status.ready(), ready);
    var warmIsGone =
        status.warm() != null
            && !facts.now().isBefore(Instant.parse(status.warmUntil()))
            && facts.none(i -> !i.revision().equals(status.revision()) && !i.stopped());
    // With one revision left there is nothing to divide.
    var over = warmIsGone && status.revision().equals(status.stable());
    var draft = RolloutDraft.of(status).counting(ready);
    if (further) {
      draft.movingSince(now);
    }
    if (warmIsGone) {
      draft.warm(null, null);
    }
    if (over) {
      draft.weighing(null);
    }
    return draft.status();
  }

  private RolloutStatus onTheWay(RolloutStatus status) {
    var hasBack = status.stable() != null && !status.stable().equals(status.revision());
    if (hasBack) {
      var failure = failures.cause(status);
      if (failure != null) {
        return failures.failed(status, failure);
      }
    }
    if (isPaused(facts.spec())) {
      return RolloutDraft.of(status)
          .saying(RolloutPhase.PAUSED, "Paused", "rollout.paused is true: nothing goes on")
          .status();
    }
    var going = RolloutDraft.of(status).saying(RolloutPhase.PROGRESSING, null, null).status();
    return going.weight() == null ? replaced(going) : steps.stepped(going);
  }

  private RolloutStatus replaced(RolloutStatus status) {
    var others = facts.none(i -> i.running() && !i.revision().equals(status.revision()));
    return facts.ready(status.revision()) >= facts.wanted() && others
        ? steps.complete(status, null)
        : status;
  }
}
