package io.lonejupiter.core.rollout;

import io.lonejupiter.model.OnFailure;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How many instances of which revision there shall be now. Pure.
 *
 * @param goals instances of a revision that is in none of them are to leave
 * @param serving the revision whose ready instances count before others may leave
 * @param rolling the others leave one by one, as the new ones become ready; else all goals are for
 *     themselves
 * @param held nothing leaves, as routers may still send requests to it by an earlier division
 */
public record RolloutGoals(List<Goal> goals, String serving, boolean rolling, boolean held) {

  /** So many of a revision. */
  public record Goal(String revision, int instances) {}

  public RolloutGoals {
    goals = List.copyOf(goals);
  }

  /** Instance by instance to one revision. */
  public static RolloutGoals rolling(String revision, int wanted) {
    return new RolloutGoals(List.of(new Goal(revision, wanted)), revision, true, false);
  }

  public static RolloutGoals of(RolloutStatus status, ProgressFacts facts) {
    var failed = status.phase() == RolloutPhase.FAILED;
    var back =
        failed
            && ("Aborted".equals(status.reason())
                || RolloutProgress.onFailure(facts.spec()) == OnFailure.ROLLBACK);
    var stays =
        failed && !back
            || RolloutProgress.isPaused(facts.spec()) && status.phase() == RolloutPhase.PAUSED;
    return status.weight() == null
        ? byInstances(status, facts, back, stays)
        : byWeight(status, facts, back, stays);
  }

  private static RolloutGoals byInstances(
      RolloutStatus status, ProgressFacts facts, boolean back, boolean stays) {
    if (back) {
      return rolling(status.stable(), facts.wanted());
    }
    if (!stays) {
      return rolling(status.revision(), facts.wanted());
    }
    var goals = new ArrayList<Goal>();
    goals.add(new Goal(status.revision(), running(facts, status.revision())));
    if (status.stable() != null && !status.stable().equals(status.revision())) {
      // One of the old that is lost is replaced by an old one: the new one is not to be trusted.
      var missing = facts.wanted() - ready(facts, status.revision());
      goals.add(new Goal(status.stable(), Math.max(0, missing)));
    }
    return new RolloutGoals(goals, status.revision(), false, false);
  }

  private static RolloutGoals byWeight(
      RolloutStatus status, ProgressFacts facts, boolean back, boolean stays) {
    var held = !facts.follow(status.revision(), status.weight());
    var goals = new ArrayList<Goal>();
    goals.add(new Goal(status.stable(), facts.wanted()));
    if (status.phase() == RolloutPhase.COMPLETE) {
      var warm = status.warm();
      if (warm != null && facts.now().isBefore(Instant.parse(status.warmUntil()))) {
        goals.add(new Goal(warm, Math.min(facts.wanted(), running(facts, warm))));
      }
      return new RolloutGoals(goals, status.revision(), false, held);
    }
    if (!back && !status.revision().equals(status.stable())) {
      goals.add(new Goal(status.revision(), canaries(status, facts, stays)));
    }
    var serving = status.weight() == 100 ? status.revision() : status.stable();
    return new RolloutGoals(goals, serving, false, held);
  }

  /** None starts before every router knows that it gets nothing. */
  private static int canaries(RolloutStatus status, ProgressFacts facts, boolean stays) {
    var running = running(facts, status.revision());
    var known = status.weight() > 0 || facts.follow(status.revision(), 0);
    return stays || !known || facts.obstacle() != null
        ? running
        : RolloutProgress.canaries(facts.spec(), status, facts.wanted());
  }

  private static int running(ProgressFacts facts, String revision) {
    return (int)
        facts.instances().stream()
            .filter(i -> i.running() && !i.lost() && i.revision().equals(revision))
            .count();
  }

  private static int ready(ProgressFacts facts, String revision) {
    return (int)
        facts.instances().stream()
            .filter(i -> i.running() && i.ready() && i.revision().equals(revision))
            .count();
  }
}
