package io.lonejupiter.router;

import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.RouterReport.BackendReport;
import io.lonejupiter.core.document.RouterReport.DrainCount;
import io.lonejupiter.core.document.RouterReport.InstanceLoad;
import io.lonejupiter.router.haproxy.Haproxy;
import io.lonejupiter.router.haproxy.TimesListener;
import io.lonejupiter.router.table.Allocation;
import io.lonejupiter.router.table.RouteTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads what HAProxy counts when it is time for it, and adds it up for the report: what each
 * backend was given, who still drains, and how busy the instances are. One thread.
 */
final class Counting {
  private final Haproxy haproxy;
  private final TimesListener times;
  private final Tally tally = new Tally();
  private final DrainCounts drains = new DrainCounts();
  private final LoadCounts loads = new LoadCounts();
  private final UserCounts users = new UserCounts();
  private final CountClock clock = new CountClock(System.nanoTime());

  /** Drains that HAProxy obeys: instance id to since when. */
  private Map<String, String> drained = Map.of();

  Counting(Haproxy haproxy, TimesListener times) {
    this.haproxy = haproxy;
    this.times = times;
  }

  /** Names of leaving servers without a session. */
  Set<String> idle(Allocation allocation) {
    return drains.idle(allocation);
  }

  /** Takes what the worker has counted that is about to be left behind. */
  void beforeReload(Allocation allocation) {
    tally.add(haproxy.counts(false, Set.of()), allocation);
  }

  /** Takes note that HAProxy obeys a plan from now on. */
  void applied(Plan plan, Inputs inputs) {
    var allocation = plan.allocation();
    var table = plan.table();
    drained = new HashMap<>();
    inputs.drains().forEach((id, drain) -> drained.put(id, drain.since()));
    drains.applied(allocation);
    loads.follow(table.accepted().values(), inputs.instances());
    users.follow(table.documents());
    var changed = tally.withNewRevision(table);
    if (!changed.isEmpty()) {
      // What was counted up to here belongs to the revision before.
      var backends = changed.stream().map(plan.backends()::get).toList();
      tally.addRequests(haproxy.requests(backends), allocation);
      tally.addTimes(times.take(), allocation);
    }
    tally.applied(table, plan.backends());
    clock.somethingChanged();
  }

  boolean isDue(Allocation allocation) {
    return clock.isDue(drains.needed(allocation), loads.needed(), System.nanoTime());
  }

  /**
   * Takes a reading.
   *
   * @param draining by instance id
   */
  void read(Allocation allocation, Map<String, DrainDocument> draining) {
    var keeping = new TreeSet<>(DrainCounts.keeping(allocation, draining));
    var now = System.nanoTime();
    if (loads.isDue(now)) {
      keeping.addAll(loads.keeping(allocation));
    }
    var counts = haproxy.counts(drains.needed(allocation) || loads.needed(), keeping);
    var changed = tally.add(counts, allocation);
    tally.addTimes(times.take(), allocation);
    drains.add(counts, allocation);
    loads.add(counts, allocation, now);
    clock.counted(changed, System.nanoTime());
  }

  /** Takes a reading of the users who are kept on instances, if it is time for one. */
  void readUsers(Allocation allocation) {
    users.count(System.nanoTime(), haproxy::kept, allocation);
  }

  /**
   * What there is to say of each document.
   *
   * @param backends group id to its backend
   */
  Map<String, List<BackendReport>> backends(RouteTable table, Map<String, String> backends) {
    return tally.reports(table, backends, users);
  }

  /** Instance id to its sessions, of those whose drain HAProxy obeys. */
  Map<String, DrainCount> drains(Allocation allocation) {
    return drains.of(drained, allocation);
  }

  /** Null if nobody asks. */
  Map<String, InstanceLoad> loads() {
    return loads.loads();
  }
}
