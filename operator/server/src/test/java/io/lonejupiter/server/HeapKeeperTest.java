package io.lonejupiter.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.server.HeapKeeper.Decision;
import org.junit.jupiter.api.Test;

class HeapKeeperTest {
  private static final long MIB = 1L << 20;

  private final Decision decision = new Decision();
  private long young;

  /** Whether one of so many intervals, with so many young collections each, was the time. */
  private boolean isDueWithin(int intervals, int collections, long old) {
    for (int i = 0; i < intervals; i++) {
      young += collections;
      if (decision.isDue(young, old)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void waitsUntilABusyTimeIsOver() {
    assertThat(isDueWithin(100, 20, 900 * MIB)).isFalse();
    assertThat(isDueWithin(Decision.QUIET_INTERVALS - 1, 1, 900 * MIB)).isFalse();
    assertThat(isDueWithin(1, 0, 900 * MIB)).isTrue();
  }

  @Test
  void leavesAHeapAloneInWhichLittleHasDied() {
    assertThat(isDueWithin(100, 0, Decision.LEAST_GAIN)).isFalse();
    decision.collected(400 * MIB);
    assertThat(isDueWithin(100, 0, 590 * MIB)).isFalse();
    assertThat(isDueWithin(Decision.QUIET_INTERVALS, 0, 601 * MIB)).isTrue();
  }
}
