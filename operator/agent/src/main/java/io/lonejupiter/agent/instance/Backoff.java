package io.lonejupiter.agent.instance;

import java.time.Duration;

/** How long to wait after failures in a row. Pure. */
final class Backoff {
  static final Duration LONGEST = Duration.ofSeconds(60);

  private Backoff() {}

  /**
   * The pause after the n-th failing step: 1 s, doubled each time, at most a minute, shortened by
   * up to a half so that hosts do not ask in step.
   *
   * @param jitter from 0 to 1
   */
  static Duration afterFailure(int failures, double jitter) {
    var full = Math.min(LONGEST.toMillis(), 1_000L << Math.min(failures - 1, 10));
    return Duration.ofMillis((long) (full * (1 - jitter / 2)));
  }
}
