package io.lonejupiter.router;

import io.lonejupiter.core.document.ResponseTimes;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouterReport.BackendReport;
import io.lonejupiter.router.haproxy.Counts;
import io.lonejupiter.router.haproxy.Counts.Answered;
import io.lonejupiter.router.table.Allocation;
import io.lonejupiter.router.table.DocumentRules;
import io.lonejupiter.router.table.RouteTable;
import io.lonejupiter.router.table.Rule;
import io.lonejupiter.router.table.Rule.Group;
import io.lonejupiter.router.table.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
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

  /** Id of a document to what its groups are counted for. */
  private final Map<String, Counted> counted = new HashMap<>();

  /** The documents of the last table, by identity: what is the same needs no second look. */
  private final Set<RouteDocument> applied = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Id of a document to what was said of it since the last reading. */
  private final Map<String, Said> said = new HashMap<>();

  private Map<String, Answered> last = Map.of();
  private Map<String, Integer> sessions = Map.of();
  private long workerPid;

  private record Counted(String revision, Set<String> groups) {}

  private record Said(DocumentRules rules, List<BackendReport> reports) {}

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
    said.clear();
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
    if (!more.isEmpty()) {
      said.clear();
    }
    more.forEach(
        (backend, took) ->
            allocation
                .groupOf(backend)
                .ifPresent(group -> times.merge(group, took, ResponseTimes::plus)));
  }

  /** Groups whose document has another revision than what is counted for. */
  Set<String> withNewRevision(RouteTable table) {
    var groups = new TreeSet<String>();
    uncounted(table).forEach(document -> groups.addAll(document.groups().keySet()));
    return groups;
  }

  private List<DocumentRules> uncounted(RouteTable table) {
    var news = new HashSet<String>();
    for (var document : table.accepted().values()) {
      if (!applied.contains(document)) {
        news.add(document.id());
      }
    }
    return table.documents().stream()
        .filter(
            document -> {
              var known = counted.get(document.document());
              return known == null
                  || news.contains(document.document())
                      && !known.revision().equals(revision(document, table));
            })
        .toList();
  }

  private static String revision(DocumentRules document, RouteTable table) {
    return table.accepted().get(document.document()).revision();
  }

  /**
   * Starts anew for the documents that have another revision than before.
   *
   * @param backends group id to its backend
   */
  void applied(RouteTable table, Map<String, String> backends) {
    for (var document : uncounted(table)) {
      forget(document.document());
      var groups = Set.copyOf(document.groups().keySet());
      counted.put(document.document(), new Counted(revision(document, table), groups));
      for (var group : groups) {
        begun.put(group, last.getOrDefault(backends.getOrDefault(group, ""), Answered.NONE));
      }
    }
    if (counted.size() > table.documents().size()) {
      var gone = new HashSet<>(counted.keySet());
      table.documents().forEach(document -> gone.remove(document.document()));
      gone.forEach(this::forget);
    }
    applied.clear();
    applied.addAll(table.accepted().values());
  }

  private void forget(String document) {
    said.remove(document);
    var known = counted.remove(document);
    if (known != null) {
      requests.keySet().removeAll(known.groups());
      times.keySet().removeAll(known.groups());
      begun.keySet().removeAll(known.groups());
    }
  }

  /**
   * What there is to say of each document.
   *
   * @param backends group id to its backend
   */
  Map<String, List<BackendReport>> reports(
      RouteTable table, Map<String, String> backends, UserCounts users) {
    var reports = new TreeMap<String, List<BackendReport>>();
    for (var document : table.documents()) {
      var known = said.get(document.document());
      if (known == null || known.rules() != document) {
        known = new Said(document, reports(document, backends, users));
        said.put(document.document(), known);
      }
      reports.put(document.document(), known.reports());
    }
    return reports;
  }

  private List<BackendReport> reports(
      DocumentRules document, Map<String, String> backends, UserCounts users) {
    var reports = new ArrayList<BackendReport>();
    for (var rule : document.rules()) {
      for (var group : rule.groups()) {
        reports.add(report(rule, group, backends, users.of(group)));
      }
    }
    return List.copyOf(reports);
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
