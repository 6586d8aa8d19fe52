package io.lonejupiter.cli.supervisor;

import io.lonejupiter.cli.state.PartRecord;
import io.lonejupiter.cli.state.PartSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the supervisor knows of a part, and what it does next. Immutable and without any effect: the
 * supervisor acts.
 *
 * @param record the process; null if it never ran
 * @param alive whether that process lives, as last seen
 * @param since when this process was started or adopted by this supervisor
 * @param startAt when to start it, if it does not live
 * @param starts how often a supervisor has started it
 */
record Part(
    PartSpec spec,
    PartRecord record,
    boolean alive,
    Instant since,
    Instant startAt,
    BackOff backOff,
    int starts) {

  /**
   * Takes over what the last supervisor left.
   *
   * @param recorded what is on disk
   * @param living the living process that the record means
   */
  static Part takeOver(
      PartSpec spec, Optional<PartRecord> recorded, Optional<PartRecord> living, Instant now) {
    int starts = recorded.map(record -> record.restarts() + 1).orElse(0);
    return new Part(
        spec,
        living.or(() -> recorded).orElse(null),
        living.isPresent(),
        now,
        now,
        BackOff.none(),
        starts);
  }

  Part started(PartRecord process, Instant now) {
    return new Part(spec, process, true, now, now, backOff, starts + 1);
  }

  /** Its process is gone, or could not be started at all. */
  Part died(Instant now) {
    BackOff next = backOff.afterDeath(Duration.between(since, now));
    return new Part(spec, record, false, since, now.plus(next.delay()), next, starts);
  }

  boolean isDue(Instant now) {
    return !alive && !now.isBefore(startAt);
  }
}
