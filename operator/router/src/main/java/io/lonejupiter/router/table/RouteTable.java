package io.lonejupiter.router.table;

import static java.util.stream.Collectors.toSet;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.router.table.Decision.TooManyStepsException;
import io.lonejupiter.router.table.Paths.Place;
import io.lonejupiter.router.table.Rule.BackendOverride;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
 * @param documents what each document adds that has any rules, in the order in which they count;
 *     the very same objects as in the round before where nothing changed
 * @param accepted document id to the document that is obeyed
 * @param errors document id to the reason why its newest revision is not obeyed
 * @param vocabulary what HAProxy must know by its configuration
 * @param decisions how a request under a host and path finds its rule
 */
public record RouteTable(
    List<DocumentRules> documents,
    Map<String, RouteDocument> accepted,
    Map<String, String> errors,
    Vocabulary vocabulary,
    Map<Place, Decision> decisions) {
  /** Of a router that nothing was asked of yet. */
  public static final RouteTable NONE =
      new RouteTable(List.of(), Map.of(), Map.of(), Vocabulary.NONE, Map.of());

  private static final int MOST_ACTIONS_OF_ALL = 256;
  private static final String TOO_MANY_ACTIONS =
      "the filters of all front ends name more than "
          + MOST_ACTIONS_OF_ALL
          + " different headers and changes: use the same names";

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
   * @param memo of the rounds before
   */
  public static RouteTable compose(
      Map<String, RouteDocument> newest,
      Map<String, RouteDocument> before,
      Map<String, List<ServiceInstance>> instances,
      Set<String> draining,
      Vocabulary known,
      Memo memo) {
    var refused = new TreeMap<String, String>();
    var usable = before;
    while (true) {
      var accepted = accepted(newest, usable, refused, memo);
      var documents = documents(accepted.obeyed().values(), instances, draining, memo);
      var paths = Paths.of(documents, memo);
      var tooManyActions = tooManyActions(documents, accepted.obeyed(), usable);
      if (tooManyActions.isPresent()) {
        var id = tooManyActions.get();
        refused.put(id, TOO_MANY_ACTIONS);
        usable = usable(id, usable, accepted.obeyed());
        continue;
      }
      var vocabulary = vocabulary(known, documents, paths, memo);
      var decisions = Decisions.of(paths, vocabulary.features(), memo);
      if (decisions.tooMuch().isEmpty()) {
        return new RouteTable(
            documents,
            Collections.unmodifiableMap(accepted.obeyed()),
            Collections.unmodifiableMap(accepted.errors()),
            vocabulary,
            decisions.found());
      }
      var id = toBlame(decisions.tooMuch(), documents, changed(accepted.obeyed(), usable));
      refused.put(id, new TooManyStepsException().getMessage());
      usable = usable(id, usable, accepted.obeyed());
    }
  }

  /** The last revision of what is refused stays; or nothing, if that is what is too much. */
  private static Map<String, RouteDocument> usable(
      String refused, Map<String, RouteDocument> before, Map<String, RouteDocument> obeyed) {
    if (changed(obeyed, before).contains(refused)) {
      return before;
    }
    var less = new TreeMap<>(before);
    less.remove(refused);
    return less;
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

  /** The document to blame where HAProxy had to look at too many with each request. */
  private static Optional<String> tooManyActions(
      List<DocumentRules> documents,
      Map<String, RouteDocument> obeyed,
      Map<String, RouteDocument> before) {
    var actions = new HashSet<Action>();
    documents.forEach(document -> actions.addAll(document.actions()));
    if (actions.size() <= MOST_ACTIONS_OF_ALL) {
      return Optional.empty();
    }
    var changed = changed(obeyed, before);
    var acting =
        documents.stream()
            .filter(document -> !document.actions().isEmpty())
            .map(DocumentRules::document)
            .collect(Collectors.toCollection(ArrayDeque::new));
    return Optional.of(
        acting.stream()
            .filter(changed::contains)
            .reduce((first, last) -> last)
            .orElseGet(acting::getLast));
  }

  private record Accepted(Map<String, RouteDocument> obeyed, Map<String, String> errors) {}

  private static Accepted accepted(
      Map<String, RouteDocument> newest,
      Map<String, RouteDocument> before,
      Map<String, String> refused,
      Memo memo) {
    var inOrder = newest.values().stream().sorted(BY_AGE).toList();
    var claims = inOrder.stream().map(document -> claims("claims", document, memo)).toList();
    if (refused.isEmpty() && memo.get("disjoint", "", claims, () -> areDisjoint(claims))) {
      return new Accepted(new TreeMap<>(newest), new TreeMap<>());
    }
    var accepted = new TreeMap<String, RouteDocument>();
    var errors = new TreeMap<String, String>();
    var holders = new HashMap<Claim, String>();
    for (var document : inOrder) {
      var conflict =
          Optional.ofNullable(refused.get(document.id()))
              .or(() -> conflict(claims("claims", document, memo), holders));
      conflict.ifPresent(reason -> errors.put(document.id(), reason));
      var obeyed =
          conflict.isEmpty()
              ? Optional.of(document)
              : Optional.ofNullable(before.get(document.id()))
                  .filter(last -> conflict(claims("former claims", last, memo), holders).isEmpty());
      obeyed.ifPresent(
          last -> {
            accepted.put(last.id(), last);
            Claims.of(last).keySet().forEach(claim -> holders.put(claim, last.id()));
          });
    }
    return new Accepted(accepted, errors);
  }

  private static boolean areDisjoint(List<Set<Claim>> claims) {
    var all = new HashSet<Claim>();
    return claims.stream().allMatch(each -> each.stream().allMatch(all::add));
  }

  private static List<DocumentRules> documents(
      Collection<RouteDocument> documents,
      Map<String, List<ServiceInstance>> instances,
      Set<String> draining,
      Memo memo) {
    var leaving = new HashMap<String, Set<String>>();
    instances.forEach(
        (app, all) -> leaving.put(app, memo.same("leaving", app, leaving(all, draining))));
    var all = new ArrayList<DocumentRules>();
    for (var document : documents.stream().sorted(BY_AGE).toList()) {
      var inputs = new ArrayList<Object>();
      inputs.add(document);
      for (var app : apps(document, memo)) {
        inputs.add(instances.get(app));
        inputs.add(leaving.get(app));
      }
      all.add(
          memo.get(
              "rules",
              document.id(),
              inputs,
              () -> DocumentRules.of(Rules.of(document, instances, draining))));
    }
    all.removeIf(document -> document.rules().isEmpty());
    return List.copyOf(all);
  }

  /** Apps that a document names. */
  public static Set<String> apps(RouteDocument document, Memo memo) {
    return memo.get("apps", document.id(), List.of(document), document::apps);
  }

  /** Those of the instances that are draining. */
  private static Set<String> leaving(List<ServiceInstance> instances, Set<String> draining) {
    return draining.isEmpty()
        ? Set.of()
        : instances.stream().map(ServiceInstance::id).filter(draining::contains).collect(toSet());
  }

  private static Set<Claim> claims(String kind, RouteDocument document, Memo memo) {
    return memo.get(kind, document.id(), List.of(document), () -> Claims.of(document).keySet());
  }

  private static Vocabulary vocabulary(
      Vocabulary known, List<DocumentRules> documents, Paths paths, Memo memo) {
    var inputs = new ArrayList<Object>(List.of(known, paths));
    documents.forEach(
        document -> {
          inputs.add(memo.same("stickies", document.document(), document.stickies()));
          inputs.add(memo.same("actions", document.document(), document.actions()));
        });
    return memo.get(
        "vocabulary",
        "",
        inputs,
        () ->
            known.with(
                features(paths),
                documents.stream().flatMap(each -> each.stickies().stream()).collect(toSet()),
                documents.stream().flatMap(each -> each.actions().stream()).collect(toSet()),
                paths.candidates().keySet().stream()
                    .map(place -> HostKind.of(place.host()))
                    .filter(kind -> kind != HostKind.ANY)
                    .collect(toSet())));
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

  /**
   * The document to blame where rules together need more room than there is: the youngest of those
   * that have changed, or else the youngest.
   */
  private static String toBlame(
      List<Candidate> candidates, List<DocumentRules> documents, Set<String> changed) {
    var rules = rules(documents);
    var youngestFirst =
        candidates.stream()
            .sorted(Comparator.comparingInt(Candidate::order).reversed())
            .map(candidate -> rules.get(candidate.order()).document())
            .toList();
    return youngestFirst.stream()
        .filter(changed::contains)
        .findFirst()
        .orElseGet(() -> youngestFirst.get(0));
  }

  /** What must be known to decide by a document's rules. */
  static Set<Feature> featuresOf(RouteDocument document) {
    return features(
        Paths.of(List.of(DocumentRules.of(Rules.of(document, Map.of(), Set.of()))), new Memo()));
  }

  private static Optional<String> conflict(Set<Claim> claims, Map<Claim, String> holders) {
    return claims.stream()
        .filter(holders::containsKey)
        .findFirst()
        .map(
            claim ->
                "%s is already routed by the older %s: remove it from one of them"
                    .formatted(claim, holders.get(claim)));
  }

  /** In the order in which they count where nothing else tells them apart. */
  public List<Rule> rules() {
    return rules(documents);
  }

  private static List<Rule> rules(List<DocumentRules> documents) {
    return documents.stream().flatMap(document -> document.rules().stream()).toList();
  }

  /** All ways to a rule, for those who look at one after another: the first that holds counts. */
  public List<Way> ways() {
    var rules = rules();
    return Paths.of(documents, new Memo()).inOrder().stream()
        .map(
            candidate -> {
              var rule = rules.get(candidate.order());
              return new Way(
                  rule,
                  candidate.claim(),
                  candidate.conditions(),
                  Explanation.override(rule, candidate).map(BackendOverride::backend));
            })
        .toList();
  }

  /** Group id to its members, of all rules. */
  public Map<String, List<Target>> groups() {
    return UnionMap.of(documents.stream().map(DocumentRules::groups).toList());
  }

  /** Group id to what HAProxy must know of its backend, where that is not the default. */
  public Map<String, BackendSettings> settings() {
    return UnionMap.of(documents.stream().map(DocumentRules::settings).toList());
  }
}
