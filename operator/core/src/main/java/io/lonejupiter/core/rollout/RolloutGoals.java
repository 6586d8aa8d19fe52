package io.lonejupiter.core.rollout;

import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How many instances of which revision there shall be now. Pure.
 *
 * @param goals instances of a revision that is in none of them are to leave
 * @param serving the revision whose ready instances count before others may leave
 * @param rolling the others leave one by one, as the new ones become ready; else all goals are for
 *     themselves
 * @param unwanted instances that are to leave whatever their revision, as they have failed
 * @param held nothing leaves, as routers may still send requests to it by an earlier division
 */
public record RolloutGoals(
    List<Goal> goals, String serving, boolean rolling, boolean held, Set<String> unwanted) {

  /** How long an instance that failed its verification is kept before another one is tried. */
  public static final Duration TRY_AGAIN = Duration.ofMinutes(1);

  private static final String VERIFICATION_FAILED = "VerificationFailed";

  /** So many of a revision. */
  public record Goal(String revision, int instances) {}

  public RolloutGoals {
    goals = List.copyOf(goals);
  }

  /** Instance by instance to one revision. */
  public static RolloutGoals rolling(String revision, int wanted) {
    return new RolloutGoals(List.of(new Goal(revision, wanted)), revision, true, false, Set.of());
  }

  public static RolloutGoals of(RolloutStatus status, ProgressFacts facts) {
    var failed = status.phase() == RolloutPhase.FAILED;
    var back = failed && Boolean.TRUE.equals(status.rolledBack());
    var stays =
        failed && !back
            || RolloutProgress.isPaused(facts.spec()) && status.phase() == RolloutPhase.PAUSED;
    var goals =
        status.weight() == null
            ? byInstances(status, facts, back, stays)
            : byWeight(status, facts, back, stays);
    return goals.without(unwanted(status, facts));
  }

  /**
   * Instances that failed before somebody had the rollout begin anew, those of a proven revision
   * that failed a while ago, and those that failed on a host that is suspect for it; others take
   * their place.
   */
  private static Set<String> unwanted(RolloutStatus status, ProgressFacts facts) {
    return facts.instances().stream()
        .filter(
            i ->
                i.hasFailed() && isOfAnEarlierTry(i, status, facts.now())
                    || hasFailedOnItsHost(i, facts))
        .map(InstanceState::name)
        .collect(Collectors.toSet());
  }

  private static boolean isOfAnEarlierTry(InstanceState i, RolloutStatus status, Instant now) {
    return status.phase() != RolloutPhase.FAILED
            && i.revision().equals(status.revision())
            && isOfAnEarlierTry(i, status)
        || isToBeTriedAgain(i, status, now);
  }

  /** One that was put there after the host became suspect fits nowhere else. */
  private static boolean hasFailedOnItsHost(InstanceState instance, ProgressFacts facts) {
    return instance.running()
        && !instance.ready()
        && instance.failure() != null
        && facts.suspects().stream()
            .anyMatch(
                suspect ->
                    suspect.host().equals(instance.host())
                        && suspect.revision().equals(instance.revision())
                        // The API and the leader have clocks of their own.
                        && (suspect.instance().equals(instance.name())
                            || !instance.createdAt().isAfter(Instant.parse(suspect.since()))));
  }

  /** What is proven fails its verification by something else, which may be over by now. */
  private static boolean isToBeTriedAgain(
      InstanceState instance, RolloutStatus status, Instant now) {
    return VERIFICATION_FAILED.equals(instance.failure().reason())
        && (status.stable() == null || instance.revision().equals(status.stable()))
        && instance.createdAt() != null
        && !now.isBefore(instance.createdAt().plus(TRY_AGAIN));
  }

  static boolean isOfAnEarlierTry(InstanceState instance, RolloutStatus status) {
    return status.stable() != null
        && instance.createdAt() != null
        && instance.createdAt().isBefore(Instant.parse(status.startedAt()));
  }

  private RolloutGoals without(Set<String> names) {
    return new RolloutGoals(goals, serving, rolling, held, names);
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
      var missing = facts.wanted() - facts.ready(status.revision());
      goals.add(new Goal(status.stable(), Math.max(0, missing)));
    }
    return new RolloutGoals(goals, status.revision(), false, false, Set.of());
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
      return new RolloutGoals(goals, status.revision(), false, held, Set.of());
    }
    if (!back && !status.revision().equals(status.stable())) {
      goals.add(new Goal(status.revision(), canaries(status, facts, stays)));
    }
    var serving = status.weight() == 100 ? status.revision() : status.stable();
    return new RolloutGoals(goals, serving, false, held, Set.of());
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
}
