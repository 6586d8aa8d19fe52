package io.lonejupiter.router.table;

import static java.util.stream.Collectors.toSet;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.core.route.BackendNames;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteOverride;
import io.lonejupiter.model.Stickiness;
import io.lonejupiter.model.StickinessType;
import io.lonejupiter.model.Unavailable;
import io.lonejupiter.router.table.Decision.TooManyStepsException;
import io.lonejupiter.router.table.Feature.Source;
import io.lonejupiter.router.table.Paths.Place;
import io.lonejupiter.router.table.Rule.BackendOverride;
import io.lonejupiter.router.table.Rule.Group;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is routed where, as one immutable value.
 *
 * <ol>
 *   <li>The documents in order of age; each takes its hosts and paths.
 *   <li>One that asks for what an older one holds is refused, and its last accepted revision, if
 *       that one asks for nothing taken, stays.
 *   <li>Each route of an accepted document becomes a rule with the instances of its backends.
 *   <li>For each host and path it is decided how a request finds its rule.
 * </ol>
 *
 * @param rules in the order in which they count where nothing else tells them apart
 * @param accepted document id to the document that is obeyed
 * @param errors document id to the reason why its newest revision is not obeyed
 * @param vocabulary what HAProxy must know by its configuration
 * @param decisions how a request under a host and path finds its rule
 */
public record RouteTable(
    List<Rule> rules,
    Map<String, RouteDocument> accepted,
    Map<String, String> errors,
    Vocabulary vocabulary,
    Map<Place, Decision> decisions) {
  /** What HAProxy's counters can be named by. */
  private static final int LONGEST_ID = 100;

  private static final long DEFAULT_IDLE_SECONDS = 1_800;

  /** For all hosts and paths of a router. */
  private static final int MOST_STEPS_OF_ALL = 50_000;

  private static final Comparator<RouteDocument> BY_AGE =
      Comparator.comparing(
              (RouteDocument document) -> document.createdAt() == null ? "" : document.createdAt())
          .thenComparing(RouteDocument::id);

  /**
   * Composes the table.
   *
   * @param newest document id to its newest renderable revision
   * @param before document id to the revision that was accepted last
   * @param instances by app
   * @param draining ids of the instances that are to get no new traffic
   * @param known what HAProxy knows already
   */
  public static RouteTable compose(
      Map<String, RouteDocument> newest,
      Map<String, RouteDocument> before,
      Map<String, List<ServiceInstance>> instances,
      Set<String> draining,
      Vocabulary known) {
    var refused = new TreeMap<String, String>();
    var usable = before;
    while (true) {
      var accepted = accepted(newest, usable, refused);
      var rules = rules(accepted.obeyed().values(), instances, draining);
      var paths = Paths.of(rules);
      var vocabulary = known.with(features(paths), stickies(rules));
      var decisions = new TreeMap<Place, Decision>();
      var changed = changed(accepted.obeyed(), usable);
      var tooMuch = decide(rules, paths, vocabulary.features(), changed, decisions);
      if (tooMuch.isEmpty()) {
        return new RouteTable(
            rules,
            Collections.unmodifiableMap(accepted.obeyed()),
            Collections.unmodifiableMap(accepted.errors()),
            vocabulary,
            Collections.unmodifiableMap(decisions));
      }
      // Its last revision stays in place of the newest; or nothing, if that is too much as well.
      var id = tooMuch.get();
      refused.put(id, new TooManyStepsException().getMessage());
      if (!changed.contains(id)) {
        usable = new TreeMap<>(usable);
        usable.remove(id);
      }
    }
  }

  /**
   * Documents with another revision than before, of which one is to blame where all else fitted.
   */
  private static Set<String> changed(
      Map<String, RouteDocument> obeyed, Map<String, RouteDocument> before) {
    var changed = new TreeSet<>(obeyed.keySet());
    changed.removeIf(id -> obeyed.get(id).equals(before.get(id)));
    return changed;
  }

  private record Accepted(Map<String, RouteDocument> obeyed, Map<String, String> errors) {}

  private static Accepted accepted(
      Map<String, RouteDocument> newest,
      Map<String, RouteDocument> before,
      Map<String, String> refused) {
    var accepted = new TreeMap<String, RouteDocument>();
    var errors = new TreeMap<String, String>();
    var holders = new HashMap<Claim, String>();
    for (var document : newest.values().stream().sorted(BY_AGE).toList()) {
      var conflict =
          Optional.ofNullable(refused.get(document.id())).or(() -> conflict(document, holders));
      conflict.ifPresent(reason -> errors.put(document.id(), reason));
      var obeyed =
          conflict.isEmpty()
              ? Optional.of(document)
              : Optional.ofNullable(before.get(document.id()))
                  .filter(last -> conflict(last, holders).isEmpty());
      obeyed.ifPresent(
          last -> {
            accepted.put(last.id(), last);
            Claims.of(last).keySet().forEach(claim -> holders.put(claim, last.id()));
          });
    }
    return new Accepted(accepted, errors);
  }

  private static List<Rule> rules(
      Collection<RouteDocument> documents,
      Map<String, List<ServiceInstance>> instances,
      Set<String> draining) {
    var rules = new ArrayList<Rule>();
    documents.stream()
        .sorted(BY_AGE)
        .forEach(document -> rules.addAll(rules(document, instances, draining)));
    return List.copyOf(rules);
  }

  private static Set<Feature> features(Paths paths) {
    var needed = new TreeSet<Feature>();
    paths
        .candidates()
        .values()
        .forEach(
            candidates ->
                candidates.forEach(
                    candidate ->
                        candidate.conditions().forEach(each -> needed.add(each.feature()))));
    return needed;
  }

  private static Set<Sticky> stickies(List<Rule> rules) {
    return rules.stream().map(Rule::sticky).filter(Objects::nonNull).collect(toSet());
  }

  /**
   * Fills in how rules are found.
   *
   * @param changed documents to blame first
   * @return the document to blame where rules together need more room than there is: the youngest
   *     of those that have changed, or else the youngest
   */
  private static Optional<String> decide(
      List<Rule> rules,
      Paths paths,
      List<Feature> features,
      Set<String> changed,
      Map<Place, Decision> decisions) {
    var steps = 0;
    for (var place : paths.candidates().entrySet()) {
      try {
        var decision = Decision.of(place.getValue(), features);
        steps += decision.steps().size();
        if (steps > MOST_STEPS_OF_ALL) {
          throw new TooManyStepsException();
        }
        decisions.put(place.getKey(), decision);
      } catch (TooManyStepsException e) {
        var documents =
            place.getValue().stream()
                .sorted(Comparator.comparingInt(Candidate::order).reversed())
                .map(candidate -> rules.get(candidate.order()).document())
                .toList();
        return documents.stream()
            .filter(changed::contains)
            .findFirst()
            .or(() -> documents.stream().findFirst());
      }
    }
    return Optional.empty();
  }

  /** What must be known to decide by a document's rules. */
  static Set<Feature> featuresOf(RouteDocument document) {
    return features(Paths.of(rules(List.of(document), Map.of(), Set.of())));
  }

  private static Optional<String> conflict(RouteDocument document, Map<Claim, String> holders) {
    return Claims.of(document).keySet().stream()
        .filter(holders::containsKey)
        .findFirst()
        .map(
            claim ->
                "%s is already routed by the older %s: remove it from one of them"
                    .formatted(claim, holders.get(claim)));
  }

  private static List<Rule> rules(
      RouteDocument document, Map<String, List<ServiceInstance>> instances, Set<String> draining) {
    var claims = new HashMap<Integer, List<Claim>>();
    Claims.of(document)
        .forEach(
            (claim, index) -> claims.computeIfAbsent(index, i -> new ArrayList<>()).add(claim));
    var rules = new ArrayList<Rule>();
    for (var index = 0; index < document.routes().size(); index++) {
      var route = document.routes().get(index);
      var id = id(document, route, index);
      var name = BackendNames.of(route, index);
      var sticky = sticky(id, route.stickiness());
      var groups = groups(id, document, route, instances, draining);
      var split = Split.of(route, document.shares() == null ? null : document.shares().get(name));
      rules.add(
          new Rule(
              id,
              document.id(),
              name,
              claims.getOrDefault(index, List.of()),
              route.unavailable() == Unavailable.REDISTRIBUTE
                  ? split.without(gone(groups, sticky))
                  : split,
              sticky,
              groups,
              overrides(id, route),
              millis(route.timeouts() == null ? null : route.timeouts().request()),
              millis(route.timeouts() == null ? null : route.timeouts().tunnel())));
    }
    return rules;
  }

  /** Backends without a ready instance. Users who are kept on an instance keep a draining one. */
  private static Set<String> gone(List<Group> groups, Sticky sticky) {
    var gone = new TreeSet<String>();
    for (var group : groups) {
      var keeps = sticky != null && sticky.instance();
      if (group.members().stream().noneMatch(keeps ? Target::green : Target::ready)) {
        gone.add(group.backend());
      }
    }
    return gone;
  }

  /** With the index too: nothing keeps two routes of a document from having one name. */
  private static String id(RouteDocument document, Route route, int index) {
    var sameName = 0;
    for (var other = 0; other < document.routes().size(); other++) {
      sameName +=
          BackendNames.of(document.routes().get(other), other).equals(BackendNames.of(route, index))
              ? 1
              : 0;
    }
    var name =
        sameName > 1 ? BackendNames.of(route, index) + "." + index : BackendNames.of(route, index);
    var id = document.id() + "/" + name;
    return id.length() <= LONGEST_ID ? id : Documents.hash(id, 32);
  }

  private static List<Group> groups(
      String rule,
      RouteDocument document,
      Route route,
      Map<String, List<ServiceInstance>> instances,
      Set<String> draining) {
    var groups = new LinkedHashMap<String, Group>();
    var backends = new ArrayList<>(route.backendRefs());
    if (route.overrides() != null) {
      route.overrides().forEach(override -> backends.add(override.backendRef()));
    }
    for (var backend : backends) {
      var name = BackendNames.of(backend);
      var selector = BackendSelector.of(document.namespace(), backend);
      var members =
          instances.getOrDefault(backend.app(), List.of()).stream()
              .filter(selector::selects)
              .filter(instance -> Addresses.isUsable(instance.address(), instance.port()))
              .map(
                  instance ->
                      new Target(
                          instance.id(),
                          instance.address(),
                          instance.port(),
                          instance.passing(),
                          draining.contains(instance.id())))
              .toList();
      groups.putIfAbsent(name, new Group(rule + "#" + name, name, members));
    }
    return List.copyOf(groups.values());
  }

  private static Sticky sticky(String rule, Stickiness stickiness) {
    if (stickiness == null
        || stickiness.type() == null
        || stickiness.type() == StickinessType.NONE) {
      return null;
    }
    var idle =
        stickiness.idleTimeout() == null
            ? DEFAULT_IDLE_SECONDS
            : Math.max(1, Timeouts.millis(stickiness.idleTimeout()) / 1_000);
    return switch (stickiness.type()) {
      // Its own one for each rule, as users come to several rules of a host.
      case COOKIE ->
          new Sticky(
              StickinessType.COOKIE,
              stickiness.name() == null ? "lj-" + Documents.hash(rule, 8) : stickiness.name(),
              Boolean.TRUE.equals(stickiness.instance()),
              idle);
      case HEADER ->
          new Sticky(StickinessType.HEADER, stickiness.name().toLowerCase(Locale.ROOT), false, 0);
      default -> new Sticky(stickiness.type(), "", false, 0);
    };
  }

  private static List<BackendOverride> overrides(String rule, Route route) {
    var overrides = new ArrayList<BackendOverride>();
    for (var each : route.overrides() == null ? List.<RouteOverride>of() : route.overrides()) {
      var conditions = new ArrayList<>(Condition.of(Source.HEADER, each.headers()));
      conditions.addAll(Condition.of(Source.COOKIE, each.cookies()));
      overrides.add(
          new BackendOverride(
              rule + "^" + overrides.size(),
              List.copyOf(conditions),
              BackendNames.of(each.backendRef())));
    }
    return List.copyOf(overrides);
  }

  private static long millis(String duration) {
    return duration == null ? 0 : Timeouts.millis(duration);
  }

  /** Group id to its members, of all rules. */
  public Map<String, List<Target>> groups() {
    var groups = new TreeMap<String, List<Target>>();
    rules.forEach(rule -> rule.groups().forEach(group -> groups.put(group.id(), group.members())));
    return groups;
  }
}
