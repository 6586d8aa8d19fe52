package io.lonejupiter.agent.instance;

import java.time.Duration;

/**
 * Ends of a process in a row. The first restart is at once, then after 1 s, 2 s, 4 s; from the
 * fifth end on it is a crash loop, tried again each minute. A process that lived for a minute
 * starts the count anew. Pure.
 */
record Crashes(int inRow) {
  static final Crashes NONE = new Crashes(0);

  /** A process that lived this long was well. */
  static final Duration STABLE = Duration.ofSeconds(60);

  private static final int LOOP = 5;

  Crashes after(Duration lived) {
    return new Crashes(lived.compareTo(STABLE) >= 0 ? 1 : inRow + 1);
  }

  boolean loop() {
    return inRow >= LOOP;
  }

  /** How long to wait before the next start. */
  Duration pause() {
    if (loop()) {
      return Backoff.LONGEST;
    }
    return inRow <= 1 ? Duration.ZERO : Duration.ofSeconds(1L << (inRow - 2));
  }
}
