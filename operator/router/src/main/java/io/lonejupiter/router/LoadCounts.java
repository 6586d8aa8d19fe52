package io.lonejupiter.router;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouteDocument.Counted;
import io.lonejupiter.core.document.RouterReport.InstanceLoad;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.router.haproxy.Counts;
import io.lonejupiter.router.haproxy.Counts.Answered;
import io.lonejupiter.router.table.Allocation;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The load of each instance of the maps that somebody scales by it: the open requests and tunnels
 * of now, and the requests a second since the reading before. Does no I/O. One thread.
 */
final class LoadCounts {
  /** Over less, a rate says little. */
  private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  private final Map<String, Double> rates = new HashMap<>();
  private Map<String, Answered> last = Map.of();
  private long lastAt;
  private long workerPid;

  /** Instance id to whether users kept on it count, too. */
  private Map<String, Boolean> counted = Map.of();

  private Map<String, InstanceLoad> loads = Map.of();

  /** Takes note of whose load is to be counted. */
  void follow(Collection<RouteDocument> documents, Map<String, List<ServiceInstance>> instances) {
    var ids = new TreeMap<String, Boolean>();
    for (var document : documents) {
      for (var map : document.counted() == null ? List.<Counted>of() : document.counted()) {
        for (var app : document.apps()) {
          instances.getOrDefault(app, List.of()).stream()
              .filter(i -> i.namespace().equals(document.namespace()))
              .filter(i -> map.map().equals(i.map()))
              .forEach(i -> ids.merge(i.id(), map.users(), Boolean::logicalOr));
        }
      }
    }
    counted = ids;
    loads = new TreeMap<>(loads);
    loads.keySet().retainAll(ids.keySet());
  }

  boolean needed() {
    return !counted.isEmpty();
  }

  /** Whether enough time has passed since the last reading. */
  boolean isDue(long now) {
    return needed() && (last.isEmpty() || now - lastAt >= SHORTEST_NANOS);
  }

  /** Names of the servers whose kept users count. */
  Set<String> keeping(Allocation allocation) {
    return allocation.servers(server -> counted.getOrDefault(server.instance(), false)).keySet();
  }

  /**
   * Takes a reading.
   *
   * @param now of {@link System#nanoTime}
   */
  void add(Counts counts, Allocation allocation, long now) {
    if (!needed()) {
      last = Map.of();
      rates.clear();
      return;
    }
    if (!isDue(now)) {
      return;
    }
    rate(counts, now);
    var sums = new TreeMap<String, InstanceLoad>();
    allocation
        .servers(server -> counted.containsKey(server.instance()))
        .forEach(
            (name, server) -> {
              var load =
                  new InstanceLoad(
                      counts.sessions(name), counts.kept(name), rates.getOrDefault(name, 0.0));
              sums.merge(server.instance(), load, LoadCounts::plus);
            });
    loads = sums;
  }

  private void rate(Counts counts, long now) {
    var seconds = (now - lastAt) / (double) TimeUnit.SECONDS.toNanos(1);
    var servers = new HashSet<>(counts.requests().keySet());
    servers.removeIf(name -> name.indexOf('/') < 0);
    // A worker that has just been started counts from 0; how long it has is not known.
    var same = counts.workerPid() == workerPid && !last.isEmpty();
    for (var server : servers) {
      var before = last.get(server);
      if (same && before != null) {
        var more = counts.requests().get(server).requests() - before.requests();
        rates.put(server, Math.round(more / seconds * 10) / 10.0);
      }
    }
    rates.keySet().retainAll(servers);
    last = new HashMap<>(counts.requests());
    last.keySet().retainAll(servers);
    lastAt = now;
    workerPid = counts.workerPid();
  }

  private static InstanceLoad plus(InstanceLoad one, InstanceLoad two) {
    return new InstanceLoad(
        one.open() + two.open(),
        one.kept() + two.kept(),
        Math.round((one.requestsPerSecond() + two.requestsPerSecond()) * 10) / 10.0);
  }

  /** Null if nobody asks. */
  Map<String, InstanceLoad> loads() {
    return needed() ? loads : null;
  }
}
