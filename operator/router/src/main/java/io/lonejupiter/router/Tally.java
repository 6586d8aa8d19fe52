package io.lonejupiter.router;

import io.lonejupiter.core.document.ResponseTimes;
import io.lonejupiter.core.document.RouterReport.BackendReport;
import io.lonejupiter.router.haproxy.Counts;
import io.lonejupiter.router.haproxy.Counts.Answered;
import io.lonejupiter.router.table.Allocation;
import io.lonejupiter.router.table.RouteTable;
import io.lonejupiter.router.table.Rule;
import io.lonejupiter.router.table.Rule.Group;
import io.lonejupiter.router.table.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Adds up what HAProxy counts for each group since its document's revision was applied; goes on
 * over a reload, which sets HAProxy's own counters to 0. Does no I/O. One thread.
 */
final class Tally {
  private final Map<String, Answered> requests = new HashMap<>();
  private final Map<String, ResponseTimes> times = new HashMap<>();

  /** Group id to what HAProxy had counted of its backend as its revision was applied. */
  private final Map<String, Answered> begun = new HashMap<>();

  private final Map<String, String> revisions = new HashMap<>();
  private Map<String, Answered> last = Map.of();
  private Map<String, Integer> sessions = Map.of();
  private long workerPid;

  /** Takes a reading; says whether it differs from the one before. */
  boolean add(Counts counts, Allocation allocation) {
    var before = counts.workerPid() == workerPid ? last : Map.<String, Answered>of();
    var started = workerPid != 0;
    if (counts.workerPid() != workerPid) {
      begun.clear();
    }
    if (!started) {
      // What HAProxy had counted before there was this router is not counted here.
      allocation
          .backends()
          .forEach(
              (group, backend) ->
                  begun.put(group, counts.requests().getOrDefault(backend, Answered.NONE)));
    }
    counts
        .requests()
        .forEach(
            (backend, count) -> {
              var more = count.since(before.getOrDefault(backend, Answered.NONE));
              var group = allocation.groupOf(backend);
              if (started && more.requests() > 0 && group.isPresent()) {
                requests.merge(group.get(), more, Answered::plus);
              }
            });
    var changed = !counts.requests().equals(last) || !counts.sessions().equals(sessions);
    last = counts.requests();
    sessions = counts.sessions();
    workerPid = counts.workerPid();
    return changed;
  }

  /** Adds what some backends have got since the last reading, and leaves the others for later. */
  void addRequests(Counts some, Allocation allocation) {
    if (some.workerPid() == workerPid) {
      var merged = new HashMap<>(last);
      some.requests()
          .forEach(
              (backend, count) -> {
                var more = count.since(last.getOrDefault(backend, Answered.NONE));
                allocation
                    .groupOf(backend)
                    .filter(group -> more.requests() > 0)
                    .ifPresent(group -> requests.merge(group, more, Answered::plus));
                merged.put(backend, count);
              });
      last = merged;
    }
  }

  /** Adds how long answers took: backend to what has come since the last time. */
  void addTimes(Map<String, ResponseTimes> more, Allocation allocation) {
    more.forEach(
        (backend, took) ->
            allocation
                .groupOf(backend)
                .ifPresent(group -> times.merge(group, took, ResponseTimes::plus)));
  }

  /** Groups whose document has another revision than what is counted for. */
  Set<String> withNewRevision(RouteTable table) {
    var groups = new TreeSet<String>();
    for (var rule : table.rules()) {
      var revision = table.accepted().get(rule.document()).revision();
      for (var group : rule.groups()) {
        if (!revision.equals(revisions.get(group.id()))) {
          groups.add(group.id());
        }
      }
    }
    return groups;
  }

  /** Starts anew for the documents that have another revision than before. */
  void applied(RouteTable table, Allocation allocation) {
    var backends = allocation.backends();
    for (var rule : table.rules()) {
      var revision = table.accepted().get(rule.document()).revision();
      for (var group : rule.groups()) {
        if (!revision.equals(revisions.put(group.id(), revision))) {
          requests.remove(group.id());
          times.remove(group.id());
          begun.put(
              group.id(), last.getOrDefault(backends.getOrDefault(group.id(), ""), Answered.NONE));
        }
      }
    }
    var groups = table.groups().keySet();
    revisions.keySet().retainAll(groups);
    requests.keySet().retainAll(groups);
    times.keySet().retainAll(groups);
    begun.keySet().retainAll(groups);
  }

  Map<String, List<BackendReport>> backends(
      RouteTable table, Allocation allocation, UserCounts users) {
    var reports = new TreeMap<String, List<BackendReport>>();
    var backends = allocation.backends();
    for (var rule : table.rules()) {
      var list = reports.computeIfAbsent(rule.document(), document -> new ArrayList<>());
      for (var group : rule.groups()) {
        list.add(report(rule, group, backends, users.of(group)));
      }
    }
    return reports;
  }

  private BackendReport report(Rule rule, Group group, Map<String, String> backends, Integer kept) {
    var answered = requests.getOrDefault(group.id(), Answered.NONE);
    return new BackendReport(
        rule.name(),
        group.backend(),
        answered.requests(),
        answered.errors(),
        answered.millisSince(begun.getOrDefault(group.id(), Answered.NONE)),
        (int) group.members().stream().filter(Target::ready).count(),
        sessions.getOrDefault(backends.getOrDefault(group.id(), ""), 0),
        kept,
        rule.timed() ? times.getOrDefault(group.id(), ResponseTimes.NONE) : null);
  }
}
