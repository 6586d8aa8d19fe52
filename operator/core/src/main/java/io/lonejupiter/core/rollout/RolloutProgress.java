package io.lonejupiter.core.rollout;

import io.lonejupiter.core.unit.Durations;
import io.lonejupiter.model.AnalysisSpec;
import io.lonejupiter.model.OnFailure;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutSpec;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.RolloutStep;
import io.lonejupiter.model.RolloutType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

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
  private static final Duration DEFAULT_WARM = Duration.ofMinutes(10);
  private static final int ALL = 100;

  private static final String DEADLINE_EXCEEDED = "ProgressDeadlineExceeded";

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

  private RolloutProgress(RolloutStatus before, ProgressFacts facts) {
    this.before = before;
    this.facts = facts;
    this.now = facts.now().truncatedTo(ChronoUnit.SECONDS).toString();
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
    var status = before == null ? found() : before;
    if (!facts.revision().equals(status.revision())) {
      status = begun(status);
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
      return restarted(status);
    }
    var aborted = facts.order().aborts(status.revision());
    if (!Boolean.TRUE.equals(status.rolledBack())
        && (aborted || onFailure(facts.spec()) == OnFailure.ROLLBACK)) {
      return failed(
          status,
          aborted
              ? new Failure("Aborted", "a person has aborted it", status.output())
              : new Failure(status.reason(), "it had failed", status.output()));
    }
    return hasHealed(status)
        ? counted(
            RolloutDraft.of(status)
                .saying(RolloutPhase.PROGRESSING, null, null)
                .movingSince(now)
                .status())
        : counted(status);
  }

  /** What it failed by may be over without anybody's doing, such as a database that was away. */
  private boolean hasHealed(RolloutStatus status) {
    if (Boolean.TRUE.equals(status.rolledBack())
        || onFailure(facts.spec()) != OnFailure.FREEZE
        || none(i -> i.running() && i.revision().equals(status.revision()))) {
      return false;
    }
    return LASTING_FAILURES.contains(status.reason())
            && facts.instances().stream()
                .filter(i -> i.revision().equals(status.revision()))
                .noneMatch(InstanceState::hasFailed)
        || DEADLINE_EXCEEDED.equals(status.reason()) && ready(status.revision()) > status.ready();
  }

  /** What runs already, and nothing was said of. */
  private RolloutStatus found() {
    var others =
        facts.instances().stream()
            .filter(InstanceState::running)
            .map(InstanceState::revision)
            .filter(revision -> !revision.equals(facts.revision()))
            .distinct()
            .toList();
    var same = ready(facts.revision()) > 0;
    var stable =
        others.size() == 1 ? others.get(0) : same && others.isEmpty() ? facts.revision() : null;
    return RolloutDraft.begun(facts.revision(), stable, 0, now).status();
  }

  private RolloutStatus begun(RolloutStatus last) {
    var complete = last.phase() == RolloutPhase.COMPLETE;
    var stable = complete ? last.revision() : last.stable();
    var wanted = facts.revision();
    if (wanted.equals(stable)) {
      // Back to what serves: the one that was on its way only has to go.
      var divided = last.weight() != null;
      return begun(stable, stable, steps(facts.spec()).size())
          .warm(divided ? last.revision() : null, now)
          .weighing(divided ? ALL : null)
          .status();
    }
    // Half-way by instances the stable ones are too few to take all the traffic at once.
    var byInstances = !complete && last.weight() == null && ready(stable) < facts.wanted();
    var weighs = stable != null && (divides(facts.spec()) && !byInstances || last.weight() != null);
    // One that somebody went back from is on its way out, and has proven nothing.
    var proven =
        weighs
            && wanted.equals(last.warm())
            && facts.now().isBefore(Instant.parse(last.warmUntil()));
    return begun(wanted, stable, proven ? steps(facts.spec()).size() : 0)
        .weighing(weighs ? 0 : null)
        .status();
  }

  private RolloutDraft begun(String revision, String stable, int step) {
    return RolloutDraft.begun(revision, stable, step, now).counting(ready(revision));
  }

  private RolloutStatus restarted(RolloutStatus failed) {
    return begun(failed.revision(), failed.stable(), 0)
        .weighing(failed.weight() == null ? null : 0)
        .status();
  }

  private static boolean divides(RolloutSpec spec) {
    return spec != null
        && (spec.type() == RolloutType.CANARY || spec.type() == RolloutType.BLUE_GREEN);
  }

  /** Takes note of instances that became ready or ceased to be, and of a warm revision's end. */
  private RolloutStatus counted(RolloutStatus status) {
    var ready = ready(status.revision());
    var further = !Objects.equals(status.ready(), ready);
    var warmIsGone =
        status.warm() != null
            && !facts.now().isBefore(Instant.parse(status.warmUntil()))
            && none(i -> !i.revision().equals(status.revision()) && !i.stopped());
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
      var failure = failure(status);
      if (failure != null) {
        return failed(status, failure);
      }
    }
    if (isPaused(facts.spec())) {
      return RolloutDraft.of(status)
          .saying(RolloutPhase.PAUSED, "Paused", "rollout.paused is true: nothing goes on")
          .status();
    }
    var going = RolloutDraft.of(status).saying(RolloutPhase.PROGRESSING, null, null).status();
    return going.weight() == null ? replaced(going) : stepped(going);
  }

  private record Failure(String reason, String message, String output) {}

  private Failure failure(RolloutStatus status) {
    if (facts.order().aborts(status.revision())) {
      return new Failure("Aborted", "a person has aborted it", null);
    }
    for (var instance : facts.instances()) {
      if (instance.revision().equals(status.revision())
          && instance.hasFailed()
          && !RolloutGoals.isOfAnEarlierTry(instance, status)) {
        return new Failure(
            instance.failure(),
            instance.name() + ": " + instance.failureMessage(),
            instance.failureOutput());
      }
    }
    var waits = status.phase() == RolloutPhase.PAUSED;
    var idle = Duration.between(Instant.parse(status.progressSince()), facts.now());
    if (!waits && idle.compareTo(deadline(facts.spec())) > 0) {
      return new Failure(
          DEADLINE_EXCEEDED, "no progress for " + deadline(facts.spec()).toSeconds() + " s", null);
    }
    return null;
  }

  private RolloutStatus failed(RolloutStatus status, Failure failure) {
    var back = onFailure(facts.spec()) == OnFailure.ROLLBACK || failure.reason().equals("Aborted");
    var end =
        switch (back ? OnFailure.ROLLBACK : onFailure(facts.spec())) {
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

  private RolloutStatus replaced(RolloutStatus status) {
    var others = none(i -> i.running() && !i.revision().equals(status.revision()));
    return ready(status.revision()) >= facts.wanted() && others ? complete(status, null) : status;
  }

  private RolloutStatus stepped(RolloutStatus given) {
    var steps = steps(facts.spec());
    var status = given;
    if (facts.order().promotesAll(status.revision()) && status.step() < steps.size()) {
      status = RolloutDraft.of(status).at(steps.size(), now).status();
    }
    while (status.step() < steps.size()) {
      var after = step(status, steps.get(status.step()));
      if (after.step().equals(status.step())) {
        return after;
      }
      status = after;
    }
    if (facts.obstacle() != null) {
      return blocked(status);
    }
    if (ready(status.revision()) < facts.wanted()) {
      return status;
    }
    var all = RolloutDraft.of(status).weighing(ALL).status();
    if (!facts.follow(status.revision(), ALL)) {
      return all;
    }
    return complete(
        all, status.stable().equals(status.revision()) ? status.warm() : status.stable());
  }

  private RolloutStatus step(RolloutStatus status, RolloutStep step) {
    if (facts.obstacle() != null) {
      return blocked(status);
    }
    var next = RolloutDraft.of(status).at(status.step() + 1, now);
    if (ready(status.revision()) < canaries(facts.spec(), status, facts.wanted())) {
      return status;
    }
    if (step.setWeight() != null) {
      var weighed = RolloutDraft.of(status).weighing(step.setWeight()).status();
      return facts.follow(status.revision(), step.setWeight())
              && step.setWeight().equals(status.weight())
          ? next.status()
          : weighed;
    }
    if (step.pause() != null) {
      return paused(status, step.pause().duration(), next);
    }
    if (step.analyse() != null) {
      return analysed(status, step.analyse(), next);
    }
    return next.status();
  }

  private RolloutStatus analysed(RolloutStatus status, AnalysisSpec spec, RolloutDraft next) {
    if (!facts.follow(status.revision(), status.weight())) {
      return status;
    }
    var finding =
        Analysis.next(
            spec,
            status.analysis(),
            Instant.parse(status.stepSince()),
            facts.stableSample(),
            facts.sample(),
            facts.now());
    var measured = RolloutDraft.of(status).measuring(finding.status());
    var said =
        status.analysis() != null
                && Objects.equals(status.analysis().measurements(), finding.status().measurements())
            ? measured
            : measured.movingSince(now);
    return switch (finding.result()) {
      case PASSED -> next.status();
      case PENDING ->
          said.saying(RolloutPhase.PROGRESSING, "Analysing", finding.status().message()).status();
      case FAILED ->
          failed(said.status(), new Failure("AnalysisFailed", finding.status().message(), null));
    };
  }

  private RolloutStatus paused(RolloutStatus status, String duration, RolloutDraft next) {
    if (facts.order().promotes(status.revision(), status.step())) {
      return next.status();
    }
    var position = "step %d of %d".formatted(status.step() + 1, steps(facts.spec()).size());
    if (duration == null) {
      return RolloutDraft.of(status)
          .saying(RolloutPhase.PAUSED, "Paused", position + ": it waits to be promoted")
          .status();
    }
    var end = Instant.parse(status.stepSince()).plus(Durations.parse(duration));
    return facts.now().isBefore(end)
        ? RolloutDraft.of(status)
            .saying(RolloutPhase.PAUSED, "Paused", position + ": it waits until " + end)
            .status()
        : next.status();
  }

  private RolloutStatus blocked(RolloutStatus status) {
    return RolloutDraft.of(status)
        .saying(RolloutPhase.PROGRESSING, "RouteNotDivisible", facts.obstacle())
        .status();
  }

  private RolloutStatus complete(RolloutStatus status, String warm) {
    var keeps =
        Durations.parseOr(facts.spec() == null ? null : facts.spec().keepWarm(), DEFAULT_WARM);
    // What was on its way when somebody went back is not worth keeping.
    var until =
        warm != null && warm.equals(status.warm())
            ? status.warmUntil()
            : facts.now().plus(keeps).truncatedTo(ChronoUnit.SECONDS).toString();
    return RolloutDraft.of(status)
        .promoted()
        .warm(warm, until)
        .weighing(warm == null ? null : status.weight())
        .at(steps(facts.spec()).size(), now)
        .saying(RolloutPhase.COMPLETE, null, null)
        .status();
  }

  private int ready(String revision) {
    return (int)
        facts.instances().stream()
            .filter(i -> i.running() && i.ready() && i.revision().equals(revision))
            .count();
  }

  private boolean none(Predicate<InstanceState> kind) {
    return facts.instances().stream().noneMatch(kind);
  }
}
