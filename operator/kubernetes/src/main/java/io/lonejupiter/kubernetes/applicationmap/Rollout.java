package io.lonejupiter.kubernetes.applicationmap;

import io.lonejupiter.core.rollout.RolloutGoals;
import io.lonejupiter.core.status.RolloutNews;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.model.ApplicationMapStatus;
import io.lonejupiter.model.RevisionRecord;
import io.lonejupiter.model.RolloutStatus;
import java.util.List;
import java.util.Objects;

/**
 * What was decided about a map's rollout in this pass.
 *
 * @param map as it was read, or as it was written with this decision
 * @param wanted the revision that its spec means
 * @param history with what instances of each revision are
 */
record Rollout(
    ApplicationMap map,
    RevisionRecord wanted,
    RolloutStatus status,
    List<RevisionRecord> history,
    RolloutGoals goals) {

  Rollout with(ApplicationMap written) {
    return new Rollout(written, wanted, status, history, goals);
  }

  /** Whether this is what was decided before, but for what is only counted. */
  boolean goesOnFrom(ApplicationMapStatus before) {
    var last = before.rollout();
    return last.phase() == status.phase()
        && Objects.equals(last.revision(), status.revision())
        && Objects.equals(last.stable(), status.stable())
        && Objects.equals(last.warm(), status.warm())
        && Objects.equals(last.step(), status.step())
        && Objects.equals(last.weight(), status.weight())
        && Objects.equals(RolloutNews.dryRun(last), RolloutNews.dryRun(status))
        && history.equals(before.history());
  }
}
