package io.lonejupiter.core.rollout;

import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;
import java.time.Instant;

/** How the rollout of a revision begins. Pure. */
final class RolloutStart {
  private static final int ALL = 100;

  private final ProgressFacts facts;
  private final String now;

  RolloutStart(ProgressFacts facts) {
    this.facts = facts;
    this.now = facts.second();
  }

  /** What runs already, and nothing was said of. */
  RolloutStatus found() {
    var others =
        facts.instances().stream()
            .filter(InstanceState::running)
            .map(InstanceState::revision)
            .filter(revision -> !revision.equals(facts.revision()))
            .distinct()
            .toList();
    var same = facts.ready(facts.revision()) > 0;
    var stable =
        others.size() == 1 ? others.get(0) : same && others.isEmpty() ? facts.revision() : null;
    return RolloutDraft.begun(facts.revision(), stable, 0, now).status();
  }

  /** Another revision is wanted than the last one. */
  RolloutStatus begun(RolloutStatus last) {
    var complete = last.phase() == RolloutPhase.COMPLETE;
    var stable = complete ? last.revision() : last.stable();
    var wanted = facts.revision();
    if (wanted.equals(stable)) {
      // Back to what serves: the one that was on its way only has to go.
      var divided = last.weight() != null;
      return begun(stable, stable, RolloutProgress.steps(facts.spec()).size())
          .warm(divided ? last.revision() : null, now)
          .weighing(divided ? ALL : null)
          .status();
    }
    // Half-way by instances the stable ones are too few to take all the traffic at once.
    var byInstances = !complete && last.weight() == null && facts.ready(stable) < facts.wanted();
    var weighs =
        stable != null
            && (RolloutProgress.divides(facts.spec()) && !byInstances || last.weight() != null);
    // One that somebody went back from is on its way out, and has proven nothing.
    var proven =
        weighs
            && wanted.equals(last.warm())
            && facts.now().isBefore(Instant.parse(last.warmUntil()));
    return begun(wanted, stable, proven ? RolloutProgress.steps(facts.spec()).size() : 0)
        .weighing(weighs ? 0 : null)
        .status();
  }

  private RolloutDraft begun(String revision, String stable, int step) {
    return RolloutDraft.begun(revision, stable, step, now).counting(facts.ready(revision));
  }

  /** The same revision once more, from its first step. */
  RolloutStatus restarted(RolloutStatus failed) {
    return begun(failed.revision(), failed.stable(), 0)
        .weighing(failed.weight() == null ? null : 0)
        .status();
  }
}
