package io.lonejupiter.agent;

import io.lonejupiter.agent.instance.HostServices;
import io.lonejupiter.agent.instance.HostedVerification;
import io.lonejupiter.consul.Sentinels;
import io.lonejupiter.consul.Watch;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Documents.UnreadableException;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Entry;
import io.lonejupiter.core.port.KeyValues.PutIf;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows what this host is to verify of instances of others, and has it done. */
final class Verifications implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Verifications.class);

  /** Each is a process, and perhaps an unpacked artifact; the others wait. */
  private static final int AT_ONCE = 8;

  private final KeyValues store;
  private final String prefix;
  private final AgentFolder folder;
  private final HostServices host;
  private final Reporter reporter;
  private final Map<String, HostedVerification> verifications = new HashMap<>();
  private final Semaphore atOnce = new Semaphore(AT_ONCE);
  private boolean closed;
  private Watch watch;

  Verifications(
      KeyValues store, String prefix, AgentFolder folder, HostServices host, Reporter reporter) {
    this.store = store;
    this.prefix = prefix;
    this.folder = folder;
    this.host = host;
    this.reporter = reporter;
  }

  /** Ends what an agent before this one began. */
  void sweep() throws IOException, InterruptedException {
    for (var left : folder.verifications()) {
      try {
        HostedVerification.sweep(left, host.host());
      } catch (IOException e) {
        log.warn("{} cannot be deleted", left.root(), e);
      }
    }
  }

  void start() {
    watch =
        Watch.ofKeys(
            "verifications",
            store.query(prefix),
            listing -> take(Sentinels.shown(store, prefix, listing.entries())));
  }

  private void take(List<Entry> entries) {
    if (entries.stream().noneMatch(entry -> Keys.isSentinel(entry.key()))) {
      store.commit(List.of(new PutIf(prefix + Keys.SENTINEL, new byte[0], 0)));
    }
    try {
      apply(orders(entries));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** By the id of the instance. */
  static Map<String, RemoteVerification> orders(List<Entry> entries) {
    var orders = new HashMap<String, RemoteVerification>();
    for (var entry : entries) {
      if (Keys.isSentinel(entry.key())) {
        continue;
      }
      try {
        var order = Documents.read(entry.key(), entry.value(), RemoteVerification.class);
        var id = Keys.lastSegment(entry.key());
        var problem = problem(id, order);
        if (problem == null) {
          orders.put(id, order);
        } else {
          log.error("{}: {}; it is not verified", entry.key(), problem);
        }
      } catch (UnreadableException e) {
        log.error("{}; it is not verified", e.getMessage());
      }
    }
    return orders;
  }

  /** Names become file names, so they count. */
  private static String problem(String instance, RemoteVerification order) {
    if (order.id() == null || !order.id().matches("[a-z0-9-]{1,200}")) {
      return "id: '" + order.id() + "' is no id of a verification";
    }
    if (order.assignment() == null || order.assignment().address() == null) {
      return "assignment or assignment.address is missing";
    }
    if (order.verification() == null) {
      return "verification is missing";
    }
    return Assignments.problem(instance, order.assignment());
  }

  private synchronized void apply(Map<String, RemoteVerification> orders)
      throws InterruptedException {
    if (closed) {
      return;
    }
    var over = new HashMap<>(verifications);
    over.entrySet().removeIf(known -> isOf(known.getValue().order(), orders.get(known.getKey())));
    over.values().forEach(HostedVerification::breakOff);
    for (var id : over.keySet()) {
      over.get(id).close();
      verifications.remove(id);
      reporter.removeVerification(id);
    }
    orders.forEach((id, order) -> verifications.computeIfAbsent(id, i -> begin(i, order)));
  }

  private static boolean isOf(RemoteVerification known, RemoteVerification order) {
    return order != null && order.id().equals(known.id());
  }

  private HostedVerification begin(String id, RemoteVerification order) {
    log.info("{} of host {} is verified here", id, order.host());
    return new HostedVerification(
        order,
        folder.verification(order.id()),
        host,
        atOnce,
        verdict -> reporter.putVerification(id, verdict));
  }

  /** Digests that must stay in the cache. */
  synchronized Set<String> digests() {
    return verifications.values().stream()
        .map(HostedVerification::order)
        .flatMap(
            order ->
                order.verification().artifact() == null
                    ? Stream.of(order.assignment().artifact().sha256())
                    : Stream.of(order.verification().artifact().sha256()))
        .collect(Collectors.toSet());
  }

  @Override
  public void close() throws InterruptedException {
    if (watch != null) {
      watch.close();
    }
    synchronized (this) {
      closed = true;
      verifications.values().forEach(HostedVerification::breakOff);
      for (var verification : verifications.values()) {
        verification.close();
      }
    }
  }
}
