package io.lonejupiter.server;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Gives memory back when a busy time is over. What died in regions of the heap that are still half
 * in use goes only in mixed collections, which come while objects are being made; an idle server
 * would keep for good what its busiest minute took. One full collection, in a quiet moment and only
 * when there is much to be gained, costs a pause of about a millisecond for each MiB in use.
 */
final class HeapKeeper {
  private static final int INTERVAL_SECONDS = 3;

  private HeapKeeper() {}

  /** When to collect; of one thread. */
  static final class Decision {
    /** Less is not worth a pause. */
    static final long LEAST_GAIN = 64L << 20;

    static final int QUIET_INTERVALS = 4;

    private long youngBefore;
    private int quiet;
    private long keptLast;

    /**
     * Is asked at regular intervals.
     *
     * @param young collections of the young generation since the start; an interval with at most
     *     one is quiet
     * @param old bytes of the old generation, dead ones included
     */
    boolean isDue(long young, long old) {
      quiet = young - youngBefore <= 1 ? quiet + 1 : 0;
      youngBefore = young;
      return quiet >= QUIET_INTERVALS && old > keptLast + Math.max(LEAST_GAIN, keptLast / 2);
    }

    /**
     * Is told what a full collection left.
     *
     * @param old bytes of the old generation
     */
    void collected(long old) {
      keptLast = old;
    }
  }

  /** Does nothing under collectors without an old generation. */
  static AutoCloseable start() {
    Optional<MemoryPoolMXBean> old =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().endsWith("Old Gen"))
            .findFirst();
    Optional<GarbageCollectorMXBean> young =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(each -> each.getName().endsWith("Young Generation"))
            .findFirst();
    if (old.isEmpty() || young.isEmpty()) {
      return () -> {};
    }
    var decision = new Decision();
    var clock =
        Executors.newSingleThreadScheduledExecutor(
            body -> {
              var thread = new Thread(body, "heap-keeper");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleWithFixedDelay(
        () -> {
          if (decision.isDue(young.get().getCollectionCount(), old.get().getUsage().getUsed())) {
            System.gc();
            decision.collected(old.get().getUsage().getUsed());
          }
        },
        INTERVAL_SECONDS,
        INTERVAL_SECONDS,
        TimeUnit.SECONDS);
    return clock::shutdownNow;
  }
}
