package io.lonejupiter.core.status;

import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;
import java.util.Objects;
import java.util.Optional;

/** What a change of a rollout is worth telling: its beginning, each step, its end. Pure. */
public final class RolloutNews {
  private RolloutNews() {}

  public static Optional<ReadyNews> of(RolloutStatus before, RolloutStatus after) {
    if (!Objects.equals(before.revision(), after.revision())) {
      var from = before.revision() == null ? "" : " after " + before.revision();
      return news(false, "RolloutBegan", "revision " + after.revision() + from);
    }
    if (before.phase() != after.phase()) {
      return ofPhase(after);
    }
    if (!Objects.equals(before.weight(), after.weight()) && after.weight() != null) {
      return news(
          false,
          "WeightSet",
          after.weight() + " % of the traffic goes to revision " + after.revision());
    }
    return Optional.empty();
  }

  /** What a dry run of an analysis has found. */
  public static Optional<ReadyNews> ofDryRun(RolloutStatus before, RolloutStatus after) {
    var found = dryRun(after);
    return found == null || found.equals(dryRun(before))
        ? Optional.empty()
        : news(
            true,
            "AnalysisDryRunFailed",
            "revision " + after.revision() + ", " + found + "; it goes on, as this is a dry run");
  }

  /** Null if there was none, or none that found anything. */
  public static String dryRun(RolloutStatus status) {
    return status.analysis() == null ? null : status.analysis().dryRun();
  }

  private static Optional<ReadyNews> ofPhase(RolloutStatus after) {
    var revision = "revision " + after.revision();
    if (after.phase() == RolloutPhase.FAILED) {
      return news(true, "RolloutFailed", revision + ": " + after.reason() + ": " + after.message());
    }
    if (after.phase() == RolloutPhase.COMPLETE) {
      return news(false, "Promoted", revision + " has all the traffic");
    }
    return after.phase() == RolloutPhase.PAUSED
        ? news(false, "RolloutPaused", revision + ": " + after.message())
        : Optional.empty();
  }

  private static Optional<ReadyNews> news(boolean warning, String reason, String message) {
    return Optional.of(new ReadyNews(warning, reason, message));
  }
}
