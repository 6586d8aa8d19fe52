package io.lonejupiter.core.instance;

import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.unit.Durations;
import io.lonejupiter.model.DrainStatus;
import io.lonejupiter.model.DrainUntil;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;

/**
 * When a drain ends: as many sessions as have ended in a minute since they were counted first will
 * end in the next ones. Written anew only when another number is counted. Pure.
 */
final class DrainEstimate {
  private static final Duration DEFAULT_MAX_DRAIN =
      Durations.parse(DrainDocument.DEFAULT_MAX_DURATION);
  private static final double MINUTE_SECONDS = 60;

  private DrainEstimate() {}

  /** When a drain is over whatever is left. */
  static Instant deadline(DrainDocument drain) {
    return Instant.parse(drain.since())
        .plus(Durations.parseOr(drain.maxDuration(), DEFAULT_MAX_DRAIN));
  }

  /**
   * What is to be said of a drain now.
   *
   * @param sessions null as long as they were not counted
   * @param stopping it is over
   */
  static DrainStatus of(InstanceFacts facts, Integer sessions, boolean stopping) {
    var before = facts.before() == null ? null : facts.before().drain();
    if (facts.drain().isEmpty()) {
      return stopping ? before : null;
    }
    var drain = facts.drain().get();
    var deadline = text(deadline(drain));
    if (stopping) {
      var last = sessions != null || facts.before() == null ? sessions : facts.before().sessions();
      var lost = last == null || facts.now().isBefore(deadline(drain)) ? 0 : last;
      return before == null || lost == 0 || before.lost() != null
          ? before
          : new DrainStatus(
              before.initialSessions(), before.countedSince(), before.rate(), null, deadline, lost);
    }
    if (sessions == null) {
      return before == null ? new DrainStatus(null, null, null, null, deadline, null) : before;
    }
    // One router after another says what it has.
    if (before == null || before.countedSince() == null || sessions > before.initialSessions()) {
      return new DrainStatus(
          sessions, text(facts.now()), null, end(drain, facts.now(), sessions, 0), deadline, null);
    }
    if (Objects.equals(facts.before().sessions(), sessions)) {
      return before;
    }
    var seconds =
        Math.max(
            1, Duration.between(Instant.parse(before.countedSince()), facts.now()).toSeconds());
    var perSecond = Math.max(0, before.initialSessions() - sessions) / (double) seconds;
    return new DrainStatus(
        before.initialSessions(),
        before.countedSince(),
        String.format(Locale.ROOT, "%.1f/min", perSecond * MINUTE_SECONDS),
        end(drain, facts.now(), sessions, perSecond),
        deadline,
        null);
  }

  /** Null where a person ends it. */
  private static String end(DrainDocument drain, Instant now, int sessions, double perSecond) {
    if (drain.until() == DrainUntil.MANUAL) {
      return null;
    }
    var deadline = deadline(drain);
    if (sessions > 0 && perSecond == 0) {
      return text(deadline);
    }
    var end = now.plusSeconds(sessions == 0 ? 0 : (long) Math.ceil(sessions / perSecond));
    return text(end.isBefore(deadline) ? end : deadline);
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
