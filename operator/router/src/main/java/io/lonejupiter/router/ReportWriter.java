package io.lonejupiter.router;

import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.ConsulHttp.RefusedException;
import io.lonejupiter.consul.ConsulKeyValues;
import io.lonejupiter.consul.Refusals;
import io.lonejupiter.consul.SessionKeeper;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.RouterReport;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Acquire;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the newest report to Consul on a thread of its own, so that a slow Consul never holds up
 * the router. Bound to the router's session: it goes with it.
 */
final class ReportWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReportWriter.class);
  private static final long RETRY_MILLIS = 1_000;

  /**
   * A large report is not written as often as it changes: each time Consul and all servers take it
   * as a whole.
   */
  private static final int BYTES_PER_MILLI = 4_096;

  private static final long LONGEST_REST_MILLIS = 1_000;

  private final KeyValues store;
  private final String key;
  private final String router;
  private final SessionKeeper session;
  private final Thread thread = new Thread(this::run, "router-report");
  private final Runnable whenReady;
  private volatile boolean ready;
  private RouterReport newest;
  private boolean unwritten;
  private final Refusals refusals = new Refusals(log);
  private boolean warned;

  /**
   * @param whenReady called on the writer's thread when {@link #isReady} has become true
   */
  ReportWriter(RouterSettings settings, Runnable whenReady) {
    this.store = new ConsulKeyValues(new ConsulHttp(settings.consul()));
    this.whenReady = whenReady;
    this.router = settings.router();
    this.key = new Keys(settings.cluster()).routerReport(router);
    this.session =
        new SessionKeeper(
            settings.consul(),
            "lonejupiter-router-" + router,
            SessionKeeper.Terms.PRESENCE,
            settings.dataDir().resolve("session"),
            id -> writeAgain());
    thread.setDaemon(true);
  }

  ReportWriter start() {
    session.start();
    thread.start();
    return this;
  }

  /** Whether it takes a report: it has written, or could not write, the last one. */
  boolean isReady() {
    return ready;
  }

  synchronized void write(RouterReport report) {
    if (!report.equals(newest)) {
      newest = report;
      unwritten = true;
      ready = false;
      notifyAll();
    }
  }

  private synchronized void writeAgain() {
    unwritten = true;
    notifyAll();
  }

  private void becomeReady() {
    ready = true;
    whenReady.run();
  }

  private void run() {
    becomeReady();
    try {
      while (true) {
        var report = Documents.writeCompact(next());
        if (!put(report)) {
          writeAgain();
          becomeReady();
          Thread.sleep(RETRY_MILLIS);
        }
        Thread.sleep(Math.min(LONGEST_REST_MILLIS, report.length / BYTES_PER_MILLI));
        becomeReady();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized RouterReport next() throws InterruptedException {
    while (!unwritten || newest == null) {
      wait();
    }
    unwritten = false;
    return newest;
  }

  private boolean put(byte[] report) {
    var id = session.id();
    if (id == null) {
      return false;
    }
    try {
      var written = store.commit(List.of(new Acquire(key, report, id)));
      if (!written && !warned) {
        log.warn("{} is held by another session: is a second router named '{}'?", key, router);
      }
      warned = !written;
      refusals.over();
      return written;
    } catch (UnavailableException e) {
      log.debug("the report waits: {}", e.getMessage());
      return false;
    } catch (RefusedException e) {
      refusals.tell("the report waits", e.getMessage());
      return false;
    } catch (RuntimeException e) {
      // A router that says nothing any more would be waited for in vain.
      log.error("the report cannot be written; tried again", e);
      return false;
    }
  }

  @Override
  public void close() {
    session.close();
    thread.interrupt();
  }
}
