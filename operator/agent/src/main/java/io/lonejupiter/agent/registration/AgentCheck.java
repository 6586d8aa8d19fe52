package io.lonejupiter.agent.registration;

import io.lonejupiter.consul.Refusals;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A check that the agent makes itself, on a thread of its own, and reports to Consul: when its
 * result changes, and often enough to keep the check's time limit.
 */
public final class AgentCheck implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AgentCheck.class);
  private static final Duration SHORTEST_TTL = Duration.ofSeconds(60);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** One check. */
  @FunctionalInterface
  public interface Probe {
    Result run() throws InterruptedException;
  }

  /** What a check found. */
  public record Result(boolean passing, String note) {}

  /** Where it is told. */
  @FunctionalInterface
  public interface Report {
    /**
     * Tells Consul.
     *
     * @throws UnavailableException Consul does not answer, or does not know the check yet
     * @throws RuntimeException it is of no use to tell it again at once
     */
    void tell(boolean passing, String note);
  }

  private final Report report;
  private final String checkId;
  private final Probe probe;
  private final Duration interval;
  private final int successThreshold;
  private final int failureThreshold;
  private final Refusals refusals = new Refusals(log);
  private final Thread thread;

  public AgentCheck(
      Report report,
      String checkId,
      Probe probe,
      Duration interval,
      int successThreshold,
      int failureThreshold) {
    this.report = report;
    this.checkId = checkId;
    this.probe = probe;
    this.interval = interval;
    this.successThreshold = successThreshold;
    this.failureThreshold = failureThreshold;
    thread = new Thread(this::run, "check-" + checkId);
    thread.setDaemon(true);
    thread.start();
  }

  /** Long enough to outlive a restart of the agent. */
  public static Duration ttl(Duration interval) {
    var ten = interval.multipliedBy(10);
    return ten.compareTo(SHORTEST_TTL) > 0 ? ten : SHORTEST_TTL;
  }

  private void run() {
    var refresh = ttl(interval).dividedBy(3).toNanos();
    Boolean reported = null;
    long reportedAt = 0;
    var inRow = 0;
    Boolean last = null;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        var result = probed();
        var next = System.nanoTime() + interval.toNanos();
        inRow = last != null && last == result.passing() ? inRow + 1 : 1;
        last = result.passing();
        var enough = inRow >= (result.passing() ? successThreshold : failureThreshold);
        var due = reported != null && System.nanoTime() - reportedAt >= refresh;
        var status = enough ? last : reported;
        if (status != null
            && (due || !status.equals(reported))
            && report(status, result.note(), next)) {
          reported = status;
          reportedAt = System.nanoTime();
        }
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      }
    } catch (InterruptedException e) {
      log.trace("{}: ended", checkId);
    }
  }

  /** Whatever becomes of one probe, there is a next one: nobody else looks at the instance. */
  private Result probed() throws InterruptedException {
    try {
      return probe.run();
    } catch (RuntimeException e) {
      log.error("{}: the check could not be made", checkId, e);
      return new Result(false, "the check could not be made: " + e);
    }
  }

  /** Again and again until the next probe: Consul may not know the check yet. */
  private boolean report(boolean passing, String note, long next) throws InterruptedException {
    while (true) {
      try {
        report.tell(passing, note);
        refusals.over();
        return true;
      } catch (UnavailableException e) {
        log.debug("{}: {}; reported again", checkId, e.getMessage());
      } catch (RuntimeException e) {
        refusals.tell(checkId, String.valueOf(e.getMessage()));
        return false;
      }
      if (next - System.nanoTime() <= RETRY_NANOS) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
