package io.lonejupiter.router;

import java.util.concurrent.TimeUnit;

/**
 * When HAProxy's counters are worth reading: often while something drains, every two seconds while
 * they change or are followed, seldom when all is quiet. While changes follow each other, they wait
 * for a reading, so that those of a large table are fewer. Moments are of {@link System#nanoTime}.
 * Pure. One thread.
 */
final class CountClock {
  private static final long WHILE_DRAINING = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long WHILE_WAITING = TimeUnit.MILLISECONDS.toNanos(600);
  private static final long WHILE_CHANGING = TimeUnit.SECONDS.toNanos(2);
  private static final long WHILE_QUIET = TimeUnit.SECONDS.toNanos(10);

  /** Who judges a new version by what is counted is not to wait for longer. */
  private static final long LONGEST_WHILE_CHANGING = TimeUnit.SECONDS.toNanos(5);

  private static final long CLOSE_CHANGES = TimeUnit.SECONDS.toNanos(1);
  private static final int PATIENCE = 40;

  /** One part of so many is spent on readings where changes wait for them. */
  private static final int PARTS = 100;

  private long countedAt;
  private long took;
  private long changedAt;
  private boolean changing = true;
  private int quiet;

  /** A reading is due at once. */
  CountClock(long now) {
    countedAt = now - WHILE_QUIET;
    changedAt = now - WHILE_QUIET;
  }

  /**
   * @param followed whether somebody scales by the counts
   */
  boolean isDue(boolean draining, boolean followed, long now) {
    return now - countedAt >= interval(draining, followed, now);
  }

  private long interval(boolean draining, boolean followed, long now) {
    if (draining) {
      // A drain may wait for days, for a person or a session; but its end is to be seen at once.
      return quiet < PATIENCE ? WHILE_DRAINING : WHILE_WAITING;
    }
    if (followed) {
      return WHILE_CHANGING;
    }
    var busy = changing ? WHILE_CHANGING : WHILE_QUIET;
    return now - changedAt < CLOSE_CHANGES
        ? Math.max(busy, Math.min(LONGEST_WHILE_CHANGING, took * PARTS))
        : busy;
  }

  /**
   * Takes note of a reading.
   *
   * @param changed whether it differs from the one before
   */
  void counted(boolean changed, long began, long ended) {
    countedAt = ended;
    took = ended - began;
    changing = changed;
    quiet = changed ? 0 : quiet + 1;
  }

  /** HAProxy obeys something else from now on. */
  void somethingChanged(long now) {
    changedAt = now;
    changing = true;
    quiet = 0;
  }
}
