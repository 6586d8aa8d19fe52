package io.lonejupiter.router.table;

import io.lonejupiter.model.PathMatchType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which rules a request may come to, by the most special path of its host that it is under. A
 * request that fulfils none of a host's goes on with the host that is less special. Pure.
 *
 * @param candidates place to the rules, best first; those behind one without conditions are left
 *     out, as nothing ever reaches them
 */
public record Paths(Map<Place, List<Candidate>> candidates) {

  /**
   * @param exact whether the path is the whole one; or else what it begins with, up to the end of a
   *     segment
   * @param path without a slash at the end when it is a prefix
   */
  public record Place(String host, boolean exact, String path) implements Comparable<Place> {
    /**
     * Key in HAProxy's map. A prefix ends in a slash, so that it ends at a segment's border; a
     * whole path has a question mark there, which no path has.
     */
    public String key() {
      return host + path + (exact ? "/?" : "/");
    }

    @Override
    public int compareTo(Place other) {
      return key().compareTo(other.key());
    }
  }

  /** The rules of one host. */
  private static final class Host {
    private final Map<String, List<Candidate>> exact = new HashMap<>();
    private final Map<String, List<Candidate>> prefixes = new HashMap<>();
    private final List<Candidate> expressions = new ArrayList<>();

    void add(Candidate candidate) {
      var path = candidate.claim().path();
      switch (candidate.claim().type()) {
        case EXACT -> exact.computeIfAbsent(path, p -> new ArrayList<>()).add(candidate);
        case PATH_PREFIX -> prefixes.computeIfAbsent(path, p -> new ArrayList<>()).add(candidate);
        case REGULAR_EXPRESSION -> {
          expressions.add(candidate);
          prefixes.computeIfAbsent("", p -> new ArrayList<>());
        }
      }
    }

    List<Candidate> all() {
      var all = new ArrayList<>(expressions);
      exact.values().forEach(all::addAll);
      prefixes.values().forEach(all::addAll);
      return all;
    }

    List<Candidate> at(Place place) {
      var all = new ArrayList<>(expressions);
      if (place.exact()) {
        all.addAll(exact.getOrDefault(place.path(), List.of()));
      }
      for (var path = place.path(); ; path = path.substring(0, path.lastIndexOf('/'))) {
        all.addAll(prefixes.getOrDefault(path, List.of()));
        if (path.lastIndexOf('/') < 0) {
          break;
        }
      }
      all.sort(Candidate.BY_PRECEDENCE);
      for (var index = 0; index < all.size(); index++) {
        if (all.get(index).conditions().isEmpty()) {
          return List.copyOf(all.subList(0, index + 1));
        }
      }
      return List.copyOf(all);
    }
  }

  /**
   * @param documents in the order in which their rules count where nothing else tells them apart
   */
  static Paths of(List<DocumentRules> documents, Memo memo) {
    var candidates = new ArrayList<List<Candidate>>();
    var order = 0;
    for (var document : documents) {
      var id = document.document();
      var first = memo.same("first", id, order);
      order += document.rules().size();
      candidates.add(
          memo.get(
              "candidates",
              id,
              List.of(document, first),
              () -> candidates(document.rules(), first)));
    }
    return memo.get("paths", "", candidates, () -> of(candidates));
  }

  private static Paths of(List<List<Candidate>> all) {
    var hosts = new TreeMap<String, Host>();
    for (var candidates : all) {
      for (var candidate : candidates) {
        hosts.computeIfAbsent(candidate.claim().host(), name -> new Host()).add(candidate);
      }
    }
    // HAProxy finds the longest wildcard only, so that one leads to the rules of the others, too.
    var own = new TreeMap<String, List<Candidate>>();
    hosts.forEach(
        (name, host) -> {
          if (HostKind.of(name) == HostKind.WILDCARD) {
            own.put(name, host.all());
          }
        });
    for (var name : own.keySet()) {
      for (var other : own.keySet()) {
        if (isWithin(name, other)) {
          own.get(other).forEach(hosts.get(name)::add);
        }
      }
    }
    var byPlace = new HashMap<Place, List<Candidate>>();
    hosts.forEach(
        (name, host) -> {
          host.exact.keySet().forEach(path -> put(new Place(name, true, path), host, byPlace));
          host.prefixes.keySet().forEach(path -> put(new Place(name, false, path), host, byPlace));
        });
    return new Paths(byPlace);
  }

  private static List<Candidate> candidates(List<Rule> rules, int first) {
    var candidates = new ArrayList<Candidate>();
    for (var index = 0; index < rules.size(); index++) {
      addCandidates(rules.get(index), first + index, candidates);
    }
    return candidates;
  }

  /** The ways to a rule, by each of its claims; those of its overrides first. */
  private static void addCandidates(Rule rule, int order, List<Candidate> candidates) {
    for (var claim : rule.claims()) {
      var conditions = new ArrayList<Condition>();
      if (claim.type() == PathMatchType.REGULAR_EXPRESSION) {
        conditions.add(Condition.ofPath(claim.path()));
      }
      conditions.addAll(claim.conditions());
      for (var override : rule.overrides()) {
        var all = new ArrayList<>(conditions);
        all.addAll(override.conditions());
        candidates.add(
            new Candidate(rule.target(override.id(), claim), claim, List.copyOf(all), order));
      }
      candidates.add(
          new Candidate(rule.target(rule.id(), claim), claim, List.copyOf(conditions), order));
    }
  }

  /** The rules that a request with this host name or wildcard and path may come to. */
  List<Candidate> at(String host, String path) {
    var exact = candidates.get(new Place(host, true, path));
    if (exact != null) {
      return exact;
    }
    // As HAProxy looks for the longest key that the path with a slash begins with.
    for (var prefix = path + "/"; !prefix.isEmpty(); ) {
      prefix = prefix.substring(0, prefix.lastIndexOf('/'));
      var found = candidates.get(new Place(host, false, prefix));
      if (found != null) {
        return found;
      }
    }
    return List.of();
  }

  /** Each candidate once, the one that counts first before the others. */
  List<Candidate> inOrder() {
    return candidates.values().stream()
        .flatMap(List::stream)
        .distinct()
        .sorted(
            Comparator.comparing((Candidate candidate) -> HostKind.of(candidate.claim().host()))
                .thenComparing(Candidate.BY_PRECEDENCE)
                // Those of a rule's overrides count first.
                .thenComparing(candidate -> -candidate.conditions().size()))
        .toList();
  }

  /** Whether all hosts of a wildcard are hosts of the other. */
  private static boolean isWithin(String name, String other) {
    return !name.equals(other) && name.endsWith(other.substring(1));
  }

  private static void put(Place place, Host host, Map<Place, List<Candidate>> candidates) {
    candidates.put(place, host.at(place));
  }
}
