package io.lonejupiter.core.rollout;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.model.RevisionRecord;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The last revisions of a map, newest first: what to go back to, and how each ended. Pure. */
public final class RevisionHistory {
  private static final int KEPT = 6;

  /** It lies in the status, which has to fit into a value of Consul with all the rest. */
  private static final int KEPT_BYTES = 100_000;

  private static final String PROGRESSING = "Progressing";
  private static final String PROMOTED = "Promoted";
  private static final String FAILED = "Failed";
  private static final String SUPERSEDED = "Superseded";

  private RevisionHistory() {}

  /**
   * @param wanted the revision that is rolled out, without outcome
   */
  public static List<RevisionRecord> next(
      List<RevisionRecord> before, RevisionRecord wanted, RolloutStatus status) {
    List<RevisionRecord> known = before == null ? List.of() : before;
    var history = new ArrayList<RevisionRecord>();
    var newest = known.isEmpty() ? null : known.get(0);
    if (newest == null || !newest.revision().equals(wanted.revision())) {
      history.add(changed(wanted, newest));
    }
    for (var record : known) {
      // One that comes again is the newest, not two.
      var again = history.stream().anyMatch(r -> r.revision().equals(record.revision()));
      if (!again) {
        history.add(record);
      }
    }
    history.replaceAll(record -> ended(record, status));
    for (var last = history.size() - 1; last > 0 && isTooMuch(history); last--) {
      if (mayGo(history.get(last), status)) {
        history.remove(last);
      }
    }
    return List.copyOf(history);
  }

  public static Optional<RevisionRecord> find(List<RevisionRecord> history, String revision) {
    return history == null
        ? Optional.empty()
        : history.stream().filter(r -> r.revision().equals(revision)).findFirst();
  }

  private static boolean isTooMuch(List<RevisionRecord> history) {
    return history.size() > KEPT || Documents.write(history).length > KEPT_BYTES;
  }

  private static boolean mayGo(RevisionRecord record, RolloutStatus status) {
    return !record.revision().equals(status.stable()) && !record.revision().equals(status.warm());
  }

  private static RevisionRecord ended(RevisionRecord record, RolloutStatus status) {
    if (record.revision().equals(status.revision())) {
      if (status.phase() == RolloutPhase.COMPLETE) {
        return record.withOutcome(PROMOTED, null, null);
      }
      return status.phase() == RolloutPhase.FAILED
          ? record.withOutcome(FAILED, status.reason() + ": " + status.message(), status.output())
          : record.withOutcome(PROGRESSING, null, null);
    }
    return PROGRESSING.equals(record.outcome())
        ? record.withOutcome(SUPERSEDED, "another revision was wanted before it was promoted", null)
        : record;
  }

  private static RevisionRecord changed(RevisionRecord wanted, RevisionRecord before) {
    return new RevisionRecord(
        wanted.revision(),
        wanted.startedAt(),
        PROGRESSING,
        null,
        null,
        before == null ? "the first one" : change(before, wanted),
        wanted.app(),
        wanted.artifact(),
        wanted.run(),
        wanted.health(),
        wanted.restartedAt());
  }

  private static String change(RevisionRecord before, RevisionRecord after) {
    var changes = new ArrayList<String>();
    if (!before.artifact().name().equals(after.artifact().name())) {
      changes.add("artifact " + before.artifact().name() + " to " + after.artifact().name());
    }
    if (!Objects.equals(before.run(), after.run())) {
      changes.add("run");
    }
    if (!Objects.equals(before.health(), after.health())) {
      changes.add("health");
    }
    return changes.isEmpty() ? "restarted" : String.join(", ", changes);
  }
}
