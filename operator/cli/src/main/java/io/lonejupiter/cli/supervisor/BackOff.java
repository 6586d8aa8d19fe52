package io.lonejupiter.cli.supervisor;

import java.time.Duration;

/**
 * How long to wait before the next start of a part that died. Doubles with each early death; a life
 * of 30 s clears the past.
 *
 * @param delay the wait after the last death; null before the first
 */
record BackOff(Duration delay) {
  static final Duration FIRST = Duration.ofMillis(200);
  static final Duration LONGEST = Duration.ofSeconds(10);
  static final Duration STEADY = Duration.ofSeconds(30);

  static BackOff none() {
    return new BackOff(null);
  }

  BackOff afterDeath(Duration lived) {
    if (delay == null || lived.compareTo(STEADY) >= 0) {
      return new BackOff(FIRST);
    }
    Duration doubled = delay.multipliedBy(2);
    return new BackOff(doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled);
  }
}
