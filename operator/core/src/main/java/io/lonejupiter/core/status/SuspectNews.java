package io.lonejupiter.core.status;

import io.lonejupiter.core.heal.Suspects;
import io.lonejupiter.model.RescheduleSpec;
import io.lonejupiter.model.SuspectHost;
import java.util.List;

/** What hosts that became suspect are worth telling. Pure. */
public final class SuspectNews {
  private SuspectNews() {}

  /** One for each host that was not suspect before. */
  public static List<ReadyNews> of(
      RescheduleSpec spec, List<SuspectHost> before, List<SuspectHost> after) {
    return after.stream()
        .filter(suspect -> !before.contains(suspect))
        .map(suspect -> of(spec, suspect, after))
        .toList();
  }

  private static ReadyNews of(RescheduleSpec spec, SuspectHost suspect, List<SuspectHost> all) {
    var number = all.stream().filter(other -> other.revision().equals(suspect.revision())).toList();
    return new ReadyNews(
        true,
        "Rescheduled",
        "%s has failed on host %s (%s), and gets another one; the host is avoided until %s (%d of %d for revision %s)"
            .formatted(
                suspect.instance(),
                suspect.host(),
                suspect.reason(),
                suspect.until(),
                number.indexOf(suspect) + 1,
                Suspects.attempts(spec),
                suspect.revision()));
  }
}
