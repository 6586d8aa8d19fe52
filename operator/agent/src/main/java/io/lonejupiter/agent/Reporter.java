package io.lonejupiter.agent;

import io.lonejupiter.consul.ConsulHttp.RefusedException;
import io.lonejupiter.consul.Refusals;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Documents.UnreadableException;
import io.lonejupiter.core.document.HostReport;
import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.core.document.RemoteVerdict;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the host's report on a thread of its own: only when it changed, the first change at once,
 * many changes together, and again until Consul has taken it.
 */
final class Reporter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Reporter.class);
  private static final long TOGETHER_MILLIS = 100;
  private static final long RETRY_MILLIS = 1_000;

  private final KeyValues store;
  private final String key;
  private final String host;
  private final Thread thread = new Thread(this::run, "reporter");
  private final Map<String, InstanceReport> instances = new TreeMap<>();
  private final Map<String, RemoteVerdict> verifications = new TreeMap<>();
  private boolean dirty = true;
  private boolean unknown = true;

  // Confined to the reporter's thread.
  private Said written;
  private long seq;
  private final Refusals refusals = new Refusals(log);

  private record Said(
      Map<String, InstanceReport> instances, Map<String, RemoteVerdict> verifications) {}

  Reporter(KeyValues store, String key, String host) {
    this.store = store;
    this.key = key;
    this.host = host;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  synchronized void put(String id, InstanceReport report) {
    if (!report.equals(instances.put(id, report))) {
      touch();
    }
  }

  synchronized void remove(String id) {
    if (instances.remove(id) != null) {
      touch();
    }
  }

  /** How far the verification of an instance of another host is. */
  synchronized void putVerification(String id, RemoteVerdict verdict) {
    if (!verdict.equals(verifications.put(id, verdict))) {
      touch();
    }
  }

  synchronized void removeVerification(String id) {
    if (verifications.remove(id) != null) {
      touch();
    }
  }

  /** Looks whether the store still has what was written. */
  synchronized void verify() {
    unknown = true;
    touch();
  }

  private void touch() {
    dirty = true;
    notifyAll();
  }

  private void run() {
    try {
      while (true) {
        var now = next();
        try {
          write(now);
          refusals.over();
          Thread.sleep(TOGETHER_MILLIS);
        } catch (UnavailableException e) {
          log.debug("report: {}; written later", e.getMessage());
          Thread.sleep(RETRY_MILLIS);
          verify();
        } catch (RefusedException e) {
          refusals.tell("the report waits", e.getMessage());
          Thread.sleep(RETRY_MILLIS);
          verify();
        } catch (RuntimeException e) {
          // A host that says nothing any more would be waited for in vain.
          log.error("the report cannot be written; tried again", e);
          Thread.sleep(RETRY_MILLIS);
          verify();
        }
      }
    } catch (InterruptedException e) {
      log.debug("reporter ended");
    }
  }

  private Said next() throws InterruptedException {
    synchronized (this) {
      while (!dirty) {
        wait();
      }
      dirty = false;
      if (unknown) {
        written = null;
      }
      unknown = false;
      return new Said(new TreeMap<>(instances), new TreeMap<>(verifications));
    }
  }

  private void write(Said now) {
    if (written == null) {
      read();
    }
    if (!now.equals(written)) {
      var report =
          new HostReport(
              HostReport.SCHEMA, host, seq + 1, now.instances(), now.verifications(), null);
      store.commit(List.of(new Put(key, Documents.writeCompact(report))));
      seq++;
      written = now;
    }
  }

  private void read() {
    var entry = store.get(key);
    if (entry.isEmpty()) {
      written = null;
      return;
    }
    try {
      var report = Documents.read(key, entry.get().value(), HostReport.class);
      seq = Math.max(seq, report.seq());
      written = new Said(report.instances(), report.verifications());
    } catch (UnreadableException e) {
      log.warn("the report is written anew: {}", e.getMessage());
      written = null;
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join(2_000);
  }
}
