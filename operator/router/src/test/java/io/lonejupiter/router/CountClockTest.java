package io.lonejupiter.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CountClockTest {
  private static final long QUICK = millis(3);
  private static final long LONG = millis(40);
  private final CountClock clock = new CountClock(0);
  private long now;

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Milliseconds after the last reading at which the next one is due. */
  private long due(boolean draining, boolean followed, long changedEvery) {
    for (long after = 10; after < 20_000; after += 10) {
      now += millis(10);
      if (changedEvery > 0 && after % changedEvery == 0) {
        clock.somethingChanged(now);
      }
      if (clock.isDue(draining, followed, now)) {
        return after;
      }
    }
    throw new AssertionError("no reading is due");
  }

  private void read(boolean changed, long took) {
    now += took;
    clock.counted(changed, now - took, now);
  }

  @Test
  void theFirstReadingIsDueAtOnce() {
    assertThat(clock.isDue(false, false, 0)).isTrue();
  }

  @Test
  void readsEveryTwoSecondsWhileCountsChangeAndSeldomOtherwise() {
    read(true, LONG);
    assertThat(due(false, false, 0)).isEqualTo(2_000);
    read(false, LONG);
    assertThat(due(false, false, 0)).isEqualTo(10_000);
    read(false, LONG);
    assertThat(due(false, true, 0)).isEqualTo(2_000);
  }

  @Test
  void aReadingThatTakesLongIsSeldomWhileChangesWaitForIt() {
    read(true, QUICK);
    assertThat(due(false, false, 100)).isEqualTo(2_000);
    read(true, LONG);
    assertThat(due(false, false, 100)).isEqualTo(4_000);
    read(true, 3 * LONG);
    assertThat(due(false, false, 100)).isEqualTo(5_000);
    now += millis(5_000);
    read(true, LONG);
    assertThat(due(false, false, 1_500)).as("a second after the last").isEqualTo(2_500);
  }

  @Test
  void drainsAndWhoScalesByCountsDoNotWait() {
    read(true, LONG);
    assertThat(due(true, false, 100)).isEqualTo(250);
    read(true, LONG);
    assertThat(due(false, true, 100)).isEqualTo(2_000);
  }

  @Test
  void aDrainThatWaitsForLongIsAskedLessOften() {
    for (int reading = 0; reading < 40; reading++) {
      read(false, QUICK);
    }
    assertThat(due(true, false, 0)).isEqualTo(600);
    read(false, QUICK);
    clock.somethingChanged(now);
    assertThat(due(true, false, 0)).isEqualTo(250);
  }
}
