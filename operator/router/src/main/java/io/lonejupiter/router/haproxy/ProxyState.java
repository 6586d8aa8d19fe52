package io.lonejupiter.router.haproxy;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.router.table.Action.Kind;
import io.lonejupiter.router.table.Allocation;
import io.lonejupiter.router.table.Decision;
import io.lonejupiter.router.table.DocumentRules;
import io.lonejupiter.router.table.HostKind;
import io.lonejupiter.router.table.Memo;
import io.lonejupiter.router.table.Paths.Place;
import io.lonejupiter.router.table.RouteTable;
import io.lonejupiter.router.table.Rule;
import io.lonejupiter.router.table.Split;
import io.lonejupiter.router.table.UnionMap;
import io.lonejupiter.router.table.Vocabulary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that the runtime API changes: the entries of the maps and the state of the servers. Both what
 * HAProxy has and what it is to have are such a value. Pure.
 *
 * <p>The key of a route's split holds a hash of the split. So new weights are entries beside the
 * old ones, and one single change of the route's entry makes all of them count at once.
 *
 * @param servers name to state; one that is not in here is free
 */
public record ProxyState(Map<MapFile, Map<String, String>> maps, Map<String, ServerState> servers) {

  /** The maps of the configuration. */
  public enum MapFile {
    /**
     * Host, path and a slash, and a question mark behind it for the whole path, to the route, or to
     * the state in which it begins to be decided; the longest counts. See {@link PathRules}.
     */
    PATHS,
    /** State and what a feature is to the next state or the route. */
    STEPS,
    /** {@code .example.org} to {@code *.example.org}; the first that is an end of the host. */
    WILDCARD,
    /**
     * Route to {@code |split|sticky|actions|backend|idle|keeps|cookie}; sticky is an index into the
     * vocabulary, or nothing; actions is what the keys of its actions begin with, or nothing;
     * backend is the one that gets all, or nothing; idle is the time in seconds that a user is kept
     * by a cookie, and cookie its name, nothing where there is none; keeps is 1 where users are
     * kept on an instance, or nothing. One without sticky and actions is only that backend, or else
     * the split, which then begins with {@link SwiftRules#SPLIT}.
     */
    ROUTES,
    /** {@code split|bucket} to backend; the longest counts. */
    SPLITS,
    /** {@code actions|key} to the value with which it is done. */
    ACTIONS,
    /**
     * {@code backend|hash of an instance} and {@code backend|n} with the number of a server to the
     * server, and {@code backend/server} to the hash, of backends that keep users on an instance.
     * One that gets no traffic is not in here. And {@code backend|h} to the table of {@link #HOMES}
     * by which users begin there.
     */
    INSTANCES,
    /**
     * {@code table|part} to the hash of the instance where that part of the users begins, see
     * {@link Homes}. A table has the name of its instances, so all backends with the same ones
     * share it, and others count all at once.
     */
    HOMES,
    /**
     * Backend to what reports call it, {@code backend/server} to the id of its instance, and {@link
     * TraceRules#CONSUL} to the second since 1970 at which it was lost, if it is.
     */
    NAMES;

    /** Those whose entries may still be on the way of a request when nothing leads to them. */
    static final List<MapFile> SWEPT = List.of(STEPS, ROUTES, SPLITS, ACTIONS, HOMES);

    /** Path in the working folder, and HAProxy's name for it. */
    public String path() {
      return "maps/" + name().toLowerCase(java.util.Locale.ROOT) + ".map";
    }
  }

  /** Traffic of a server: as HAProxy's words for its administrative state. */
  public enum Mode {
    READY,
    DRAIN,
    MAINT
  }

  /** A server as HAProxy has it. */
  public record ServerState(String address, int port, Mode mode) {}

  /** So many are looked up at once where none of them has changed. */
  private static final int SLOTS_TOGETHER = 32;

  /** Longest first, because HAProxy takes the first that matches. */
  private static final Comparator<String> WILDCARD_ORDER =
      Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder());

  /**
   * What HAProxy is to have.
   *
   * @param backends group id to its backend
   * @param unreachableSince since when Consul does not answer, if it does not
   */
  public static ProxyState of(
      RouteTable table,
      Allocation allocation,
      Map<String, String> backends,
      Optional<Instant> unreachableSince,
      Memo memo) {
    var byMap = new EnumMap<MapFile, List<Map<String, String>>>(MapFile.class);
    for (var map : MapFile.values()) {
      byMap.put(map, new ArrayList<>());
    }
    for (var document : table.documents()) {
      entries(document, backends, table.vocabulary(), memo)
          .forEach((map, entries) -> byMap.get(map).add(entries));
    }
    var ways = memo.get("ways", "", List.of(table.decisions()), () -> ways(table.decisions()));
    ways.forEach((map, entries) -> byMap.get(map).add(entries));
    unreachableSince.ifPresent(
        since ->
            byMap
                .get(MapFile.NAMES)
                .add(Map.of(TraceRules.CONSUL, String.valueOf(since.getEpochSecond()))));
    var keeping = Keeping.of(table, backends, memo);
    var servers = new ArrayList<Map<String, ServerState>>();
    for (var first = 0; first < allocation.slots().size(); first += SLOTS_TOGETHER) {
      var begin = first;
      var end = Math.min(first + SLOTS_TOGETHER, allocation.slots().size());
      var slots = allocation.slots().subList(begin, end);
      var inputs = new ArrayList<Object>(slots);
      inputs.add(keeping);
      var inSlots = memo.get("servers", first, inputs, () -> SlotEntries.of(begin, slots, keeping));
      servers.add(inSlots.servers());
      byMap.get(MapFile.NAMES).add(inSlots.names());
      byMap.get(MapFile.INSTANCES).add(inSlots.instances());
      byMap.get(MapFile.HOMES).add(inSlots.homes());
    }
    for (var shared : List.of(MapFile.ACTIONS, MapFile.HOMES)) {
      var parts = byMap.get(shared);
      byMap.put(shared, List.of(memo.get("all " + shared, "", parts, () -> merged(parts))));
    }
    var maps = new EnumMap<MapFile, Map<String, String>>(MapFile.class);
    byMap.forEach((map, parts) -> maps.put(map, UnionMap.of(parts)));
    maps.put(MapFile.WILDCARD, ways.get(MapFile.WILDCARD));
    return new ProxyState(maps, UnionMap.of(servers));
  }

  /** Routes with the same actions have the same entries, and backends with the same instances. */
  private static Map<String, String> merged(List<Map<String, String>> parts) {
    var merged = new HashMap<String, String>();
    parts.forEach(merged::putAll);
    return merged;
  }

  /**
   * What is to be compared with another state: the same without what the two have in common for
   * certain, {@link MapFile#WILDCARD} as a whole.
   */
  ProxyState apart(ProxyState other) {
    var apart = new EnumMap<MapFile, Map<String, String>>(MapFile.class);
    maps.forEach(
        (map, entries) ->
            apart.put(
                map,
                map == MapFile.WILDCARD
                    ? entries
                    : UnionMap.apart(entries, other.maps().get(map))));
    return new ProxyState(apart, UnionMap.apart(servers, other.servers()));
  }

  /** What HAProxy has after all changes but a sweep were made: the unused entries are left. */
  public ProxyState after(ProxyState wanted) {
    var former = apart(wanted);
    var newer = wanted.apart(this);
    var after = new EnumMap<>(wanted.maps());
    for (var map : MapFile.SWEPT) {
      var left = new HashMap<>(former.maps().get(map));
      left.keySet().removeAll(newer.maps().get(map).keySet());
      after.put(map, UnionMap.of(List.of(wanted.maps().get(map), left)));
    }
    return new ProxyState(after, wanted.servers());
  }

  static Map<MapFile, Map<String, String>> emptyMaps() {
    var maps = new EnumMap<MapFile, Map<String, String>>(MapFile.class);
    for (var map : MapFile.values()) {
      maps.put(map, map == MapFile.WILDCARD ? new TreeMap<>(WILDCARD_ORDER) : new HashMap<>());
    }
    return maps;
  }

  private static String sticky(Rule rule, Vocabulary vocabulary) {
    return rule.sticky() == null
        ? ""
        : String.valueOf(vocabulary.stickies().indexOf(rule.sticky().configured()));
  }

  /** What a document adds, by map. */
  private static Map<MapFile, Map<String, String>> entries(
      DocumentRules document, Map<String, String> backends, Vocabulary vocabulary, Memo memo) {
    var named =
        memo.get(
            "named",
            document.document(),
            List.of(document, backends, vocabulary),
            () -> named(document.rules(), backends, vocabulary));
    return memo.get(
        "entries",
        document.document(),
        List.of(document, named),
        () -> entries(document.rules(), backends, vocabulary));
  }

  /** By what names the configuration and the allocation know what rules need. */
  private static List<String> named(
      List<Rule> rules, Map<String, String> backends, Vocabulary vocabulary) {
    var named = new ArrayList<String>();
    for (var rule : rules) {
      named.add(sticky(rule, vocabulary));
      rule.groups().forEach(group -> named.add(backends.get(group.id())));
    }
    return named;
  }

  private static Map<MapFile, Map<String, String>> entries(
      List<Rule> rules, Map<String, String> backends, Vocabulary vocabulary) {
    var maps = emptyMaps();
    for (var rule : rules) {
      add(rule, rule.id(), rule.split(), sticky(rule, vocabulary), backends, maps);
      for (var override : rule.overrides()) {
        add(rule, override.id(), Split.all(override.backend()), "", backends, maps);
      }
      for (var group : rule.groups()) {
        maps.get(MapFile.NAMES).put(backends.get(group.id()), group.backend());
      }
    }
    maps.values().removeIf(Map::isEmpty);
    return maps;
  }

  private static void add(
      Rule rule,
      String id,
      Split split,
      String sticky,
      Map<String, String> backends,
      Map<MapFile, Map<String, String>> maps) {
    var bucketToSlot = new TreeMap<String, String>();
    var redirect = redirect(rule);
    if (redirect.isPresent()) {
      bucketToSlot.put("1", redirect.get());
    } else {
      split
          .prefixes()
          .forEach(
              (prefix, name) -> bucketToSlot.put(prefix, backends.get(rule.id() + "#" + name)));
    }
    var actions = rule.actions().isEmpty() ? "" : Documents.hash(keyed(rule), 12);
    keyed(rule).forEach((key, value) -> maps.get(MapFile.ACTIONS).put(actions + "|" + key, value));
    var only = sticky.isEmpty() ? only(bucketToSlot.values()) : "";
    var keeps = Optional.ofNullable(rule.sticky()).filter(each -> !sticky.isEmpty());
    var swift = sticky.isEmpty() && actions.isEmpty();
    if (swift && !only.isEmpty()) {
      maps.get(MapFile.ROUTES).put(id, only);
      return;
    }
    var name = (swift ? SwiftRules.SPLIT : "") + id + "@" + Documents.hash(bucketToSlot, 12);
    bucketToSlot.forEach((prefix, slot) -> maps.get(MapFile.SPLITS).put(name + "|" + prefix, slot));
    maps.get(MapFile.ROUTES)
        .put(
            id,
            swift
                ? name
                : "|%s|%s|%s|%s|%s"
                    .formatted(name, sticky, actions, only, SessionRules.entry(keeps)));
  }

  /** Nothing if they are not all the same. */
  private static String only(Collection<String> slots) {
    var different = new TreeSet<>(slots);
    return different.size() == 1 ? different.first() : "";
  }

  private static Map<String, String> keyed(Rule rule) {
    var keyed = new TreeMap<String, String>();
    rule.actions().forEach((action, value) -> keyed.put(action.key(), value));
    return keyed;
  }

  private static Optional<String> redirect(Rule rule) {
    return rule.actions().keySet().stream()
        .filter(action -> action.kind() == Kind.REDIRECT)
        .map(ActionRules::redirectBackend)
        .findFirst();
  }

  /** By what hosts and paths rules are found. */
  private static Map<MapFile, Map<String, String>> ways(Map<Place, Decision> decisions) {
    var maps = emptyMaps();
    decisions.forEach(
        (place, decision) -> {
          maps.get(MapFile.PATHS).put(place.key(), decision.start());
          maps.get(MapFile.STEPS).putAll(decision.steps());
          if (HostKind.of(place.host()) == HostKind.WILDCARD) {
            maps.get(MapFile.WILDCARD).put(place.host().substring(1), place.host());
          }
        });
    return maps;
  }
}
