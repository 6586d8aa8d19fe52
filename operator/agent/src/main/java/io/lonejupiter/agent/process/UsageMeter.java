package io.lonejupiter.agent.process;

import io.lonejupiter.core.document.InstanceUsage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Measures what sessions of processes use. CPU is the time between two readings, so that the first
 * one says nothing. Numbers are rounded: who reports them would else have news all the time. One
 * thread.
 */
public final class UsageMeter {
  /** Clock ticks a second, as Linux counts for user space on all machines. */
  private static final int TICKS = 100;

  private static final int ROUND_MILLIS = 10;
  private static final long ROUND_BYTES = 1L << 20;

  private Map<Integer, Long> lastTicks = Map.of();
  private long lastAt;

  /**
   * Takes a reading.
   *
   * @param sessions pids of the processes that began them
   * @return session to what it used since the last reading; a session that is new is not in it
   */
  public Map<Integer, InstanceUsage> measure(Set<Integer> sessions) {
    var ticks = new HashMap<Integer, Long>();
    var memory = new HashMap<Integer, Long>();
    var now = System.nanoTime();
    if (!sessions.isEmpty()) {
      for (var process : ProcessTable.inSessions(sessions)) {
        ticks.merge(process.session(), process.cpuTicks(), Long::sum);
        memory.merge(process.session(), ProcessTable.memoryBytes(process.pid()), Long::sum);
      }
    }
    var seconds = (now - lastAt) / (double) TimeUnit.SECONDS.toNanos(1);
    var most = Runtime.getRuntime().availableProcessors() * seconds * TICKS * 1.1;
    var usage = new HashMap<Integer, InstanceUsage>();
    ticks.forEach(
        (session, used) -> {
          var before = lastTicks.get(session);
          // More than the machine has is what ended children have used in all their life.
          if (before != null && used >= before && used - before <= most) {
            var millis = (used - before) * 1_000.0 / TICKS / seconds;
            usage.put(session, rounded(millis, memory.get(session)));
          }
        });
    lastTicks = ticks;
    lastAt = now;
    return usage;
  }

  private static InstanceUsage rounded(double millis, long bytes) {
    return new InstanceUsage(
        (int) Math.round(millis / ROUND_MILLIS) * ROUND_MILLIS,
        Math.round(bytes / (double) ROUND_BYTES) * ROUND_BYTES);
  }
}
