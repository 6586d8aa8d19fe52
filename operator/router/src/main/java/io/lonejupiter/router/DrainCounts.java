package io.lonejupiter.router;

import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.RouterReport.DrainCount;
import io.lonejupiter.model.DrainUntil;
import io.lonejupiter.router.haproxy.Counts;
import io.lonejupiter.router.table.Allocation;
import io.lonejupiter.router.table.Server.State;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sessions of the instances that get no new traffic: open requests and tunnels, and users who are
 * kept on the instance and may come back. A number counts only after two readings that were both
 * made after HAProxy had obeyed: a request that was on its way is in one of them. Does no I/O. One
 * thread.
 */
final class DrainCounts {
  private final Map<String, Integer> previous = new HashMap<>();
  private final Map<String, Integer> sessions = new TreeMap<>();

  /** The allocation that was looked through last; there is one for many passes. */
  private Allocation looked;

  private Set<String> counted = Set.of();

  /** Forgets what was read before HAProxy obeyed. */
  void applied(Allocation allocation) {
    var counted = counted(allocation);
    previous.keySet().retainAll(counted);
    sessions.keySet().retainAll(counted);
  }

  /** Takes a reading. */
  void add(Counts counts, Allocation allocation) {
    for (var name : counted(allocation)) {
      var now = counts.sessions(name) + counts.kept(name);
      var before = previous.put(name, now);
      if (before != null) {
        sessions.put(name, Math.max(before, now));
      }
    }
  }

  /**
   * Names of the servers whose kept users count as sessions: those of instances that drain until
   * they have none.
   *
   * @param drains by instance id
   */
  static Set<String> keeping(Allocation allocation, Map<String, DrainDocument> drains) {
    return allocation
        .servers(
            server -> {
              var drain = drains.get(server.instance());
              return server.state() == State.DRAINING
                  && drain != null
                  && drain.until() != DrainUntil.REQUESTS;
            })
        .keySet();
  }

  /** Whether something is to be counted. */
  boolean needed(Allocation allocation) {
    return !counted(allocation).isEmpty();
  }

  /** Names of leaving servers without a session. */
  Set<String> idle(Allocation allocation) {
    if (counted(allocation).isEmpty()) {
      return Set.of();
    }
    var idle = new TreeSet<>(allocation.leaving());
    idle.removeIf(name -> sessions.getOrDefault(name, 1) > 0);
    return idle;
  }

  /**
   * Instance id to its sessions, of those that are draining.
   *
   * @param draining ids whose drain HAProxy obeys, and since when they drain
   */
  Map<String, DrainCount> of(Map<String, String> draining, Allocation allocation) {
    if (draining.isEmpty()) {
      return Map.of();
    }
    var sums = new TreeMap<String, Integer>();
    draining.keySet().forEach(id -> sums.put(id, 0));
    allocation
        .servers(server -> sums.containsKey(server.instance()))
        .forEach(
            (name, server) -> {
              var count = sessions.get(name);
              // One that was not counted twice yet must not be reported at all.
              sums.merge(
                  server.instance(), count == null ? Integer.MIN_VALUE / 2 : count, Integer::sum);
            });
    sums.values().removeIf(count -> count < 0);
    var counts = new TreeMap<String, DrainCount>();
    sums.forEach((id, count) -> counts.put(id, new DrainCount(draining.get(id), count)));
    return counts;
  }

  private Set<String> counted(Allocation allocation) {
    if (allocation != looked) {
      counted = allocation.servers(server -> server.state() != State.READY).keySet();
      looked = allocation;
    }
    return counted;
  }
}
