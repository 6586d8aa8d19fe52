package io.lonejupiter.router;

import java.util.concurrent.TimeUnit;

/**
 * When HAProxy's counters are worth reading: often while something drains, every two seconds while
 * they change or are followed, seldom when all is quiet. Moments are of {@link System#nanoTime}.
 * Pure. One thread.
 */
final class CountClock {
  private static final long WHILE_DRAINING = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long WHILE_WAITING = TimeUnit.MILLISECONDS.toNanos(600);
  private static final long WHILE_CHANGING = TimeUnit.SECONDS.toNanos(2);
  private static final long WHILE_QUIET = TimeUnit.SECONDS.toNanos(10);
  private static final int PATIENCE = 40;

  private long countedAt;
  private boolean changing = true;
  private int quiet;

  /** A reading is due at once. */
  CountClock(long now) {
    countedAt = now - WHILE_QUIET;
  }

  /**
   * @param followed whether somebody scales by the counts
   */
  boolean isDue(boolean draining, boolean followed, long now) {
    var busy = changing || followed ? WHILE_CHANGING : WHILE_QUIET;
    // A drain may wait for days, for a person or a session; but its end is to be seen at once.
    var interval = draining ? quiet < PATIENCE ? WHILE_DRAINING : WHILE_WAITING : busy;
    return now - countedAt >= interval;
  }

  /**
   * Takes note of a reading.
   *
   * @param changed whether it differs from the one before
   */
  void counted(boolean changed, long now) {
    countedAt = now;
    changing = changed;
    quiet = changed ? 0 : quiet + 1;
  }

  /** HAProxy obeys something else from now on. */
  void somethingChanged() {
    changing = true;
    quiet = 0;
  }
}
