package io.lonejupiter.consul;

import java.util.concurrent.TimeUnit;

/**
 * How long to leave Consul alone after a reading. It hands out all that is followed when one part
 * of it changes, so that without a rest many changes of many parts would each cost as much as all
 * of them. What changes after a quiet time is read at once. One thread.
 */
final class Rest {
  private static final int PARTS_PER_MILLI = 10;
  private static final long LONGEST_MILLIS = 200;

  private long millis;

  /** Waits as long as the last reading asks for. */
  void take() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }

  /**
   * @param parts of what was read
   */
  void after(int parts) {
    millis = Math.min(LONGEST_MILLIS, parts / PARTS_PER_MILLI);
  }
}
