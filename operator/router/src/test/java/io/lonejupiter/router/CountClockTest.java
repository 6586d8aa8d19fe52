package io.lonejupiter.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CountClockTest {
  private static final int LONG_DRAIN = 40;
  private final CountClock clock = new CountClock(0);

  /** Milliseconds after a reading at which the next one is due. */
  private long dueAfter(boolean changed, boolean draining, boolean followed) {
    clock.counted(changed, 0);
    return due(draining, followed);
  }

  private long due(boolean draining, boolean followed) {
    for (long after = 10; after < 20_000; after += 10) {
      if (clock.isDue(draining, followed, TimeUnit.MILLISECONDS.toNanos(after))) {
        return after;
      }
    }
    throw new AssertionError("no reading is due");
  }

  @Test
  void theFirstReadingIsDueAtOnce() {
    assertThat(clock.isDue(false, false, 0)).isTrue();
  }

  @Test
  void readsEveryTwoSecondsWhileCountsChangeOrAreFollowedAndSeldomOtherwise() {
    assertThat(dueAfter(true, false, false)).isEqualTo(2_000);
    assertThat(dueAfter(false, false, false)).isEqualTo(10_000);
    assertThat(dueAfter(false, false, true)).isEqualTo(2_000);
    clock.somethingChanged();
    assertThat(due(false, false)).isEqualTo(2_000);
  }

  @Test
  void aDrainIsAskedOftenAndLessOftenOnceItTakesLong() {
    for (int reading = 1; reading < LONG_DRAIN; reading++) {
      assertThat(dueAfter(false, true, false)).isEqualTo(250);
    }
    assertThat(dueAfter(false, true, false)).isEqualTo(600);
    clock.somethingChanged();
    assertThat(due(true, false)).isEqualTo(250);
  }
}
