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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * @param rules in the order in which they count where nothing else tells them apart
 * @param byDocument the same, those of each document that has any together; the very same objects
 *     as in the round before where nothing changed
 * @param accepted document id to the document that is obeyed
 * @param errors document id to the reason why its newest revision is not obeyed
 * @param vocabulary what HAProxy must know by its configuration
 * @param decisions how a request under a host and path finds its rule
 */
public record RouteTable(
    List<Rule> rules,
    List<List<Rule>> byDocument,
    Map<String, RouteDocument> accepted,
    Map<String, String> errors,
    Vocabulary vocabulary,
    Map<Place, Decision> decisions) {
  /** Of a router that nothing was asked of yet. */
  public static final RouteTable NONE =
      new RouteTable(List.of(), List.of(), Map.of(), Map.of(), Vocabulary.NONE, Map.of());

  /** For all hosts and paths of a router. */
  private static final int MOST_STEPS_OF_ALL = 50_000;

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
      var byDocument = rules(accepted.obeyed().values(), instances, draining, memo);
      var rules = byDocument.stream().flatMap(List::stream).toList();
      var paths = Paths.of(byDocument, memo);
      var tooManyActions = tooManyActions(rules, changed(accepted.obeyed(), usable));
      if (tooManyActions.isPresent()) {
        refused.put(tooManyActions.get(), TOO_MANY_ACTIONS);
        if (!changed(accepted.obeyed(), usable).contains(tooManyActions.get())) {
          usable = new TreeMap<>(usable);
          usable.remove(tooManyActions.get());
        }
        continue;
      }
      var vocabulary = known.with(features(paths), stickies(rules), actions(rules));
      var decisions = new HashMap<Place, Decision>();
      var changed = changed(accepted.obeyed(), usable);
      var tooMuch = decide(rules, paths, vocabulary.features(), changed, decisions, memo);
      if (tooMuch.isEmpty()) {
        return new RouteTable(
            rules,
            byDocument,
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

  /** The document to blame where HAProxy had to look at too many with each request. */
  private static Optional<String> tooManyActions(List<Rule> rules, Set<String> changed) {
    if (actions(rules).size() <= MOST_ACTIONS_OF_ALL) {
      return Optional.empty();
    }
    var documents =
        rules.stream()
            .filter(rule -> !rule.actions().isEmpty())
            .map(Rule::document)
            .collect(Collectors.toCollection(ArrayDeque::new));
    return Optional.of(
        documents.stream()
            .filter(changed::contains)
            .reduce((first, last) -> last)
            .orElseGet(documents::getLast));
  }

  private record Accepted(Map<String, RouteDocument> obeyed, Map<String, String> errors) {}

  private static Accepted accepted(
      Map<String, RouteDocument> newest,
      Map<String, RouteDocument> before,
      Map<String, String> refused,
      Memo memo) {
    var accepted = new TreeMap<String, RouteDocument>();
    var errors = new TreeMap<String, String>();
    var holders = new HashMap<Claim, String>();
    for (var document : newest.values().stream().sorted(BY_AGE).toList()) {
      var conflict =
          Optional.ofNullable(refused.get(document.id()))
              .or(() -> conflict(claims(document, memo), holders));
      conflict.ifPresent(reason -> errors.put(document.id(), reason));
      var obeyed =
          conflict.isEmpty()
              ? Optional.of(document)
              : Optional.ofNullable(before.get(document.id()))
                  .filter(last -> conflict(claims(last, memo), holders).isEmpty());
      obeyed.ifPresent(
          last -> {
            accepted.put(last.id(), last);
            claims(last, memo).forEach(claim -> holders.put(claim, last.id()));
          });
    }
    return new Accepted(accepted, errors);
  }

  private static List<List<Rule>> rules(
      Collection<RouteDocument> documents,
      Map<String, List<ServiceInstance>> instances,
      Set<String> draining,
      Memo memo) {
    var leaving = new HashMap<String, Set<String>>();
    instances.forEach(
        (app, all) -> leaving.put(app, memo.same("leaving", app, leaving(all, draining))));
    var rules = new ArrayList<List<Rule>>();
    for (var document : documents.stream().sorted(BY_AGE).toList()) {
      var inputs = new ArrayList<Object>();
      inputs.add(document);
      for (var app : document.apps()) {
        inputs.add(instances.get(app));
        inputs.add(leaving.get(app));
      }
      rules.add(
          memo.get("rules", document.id(), inputs, () -> Rules.of(document, instances, draining)));
    }
    rules.removeIf(List::isEmpty);
    return List.copyOf(rules);
  }

  /** Those of the instances that are draining. */
  private static Set<String> leaving(List<ServiceInstance> instances, Set<String> draining) {
    return draining.isEmpty()
        ? Set.of()
        : instances.stream().map(ServiceInstance::id).filter(draining::contains).collect(toSet());
  }

  private static Set<Claim> claims(RouteDocument document, Memo memo) {
    return memo.get(
        "claims",
        document.id() + "@" + document.revision(),
        List.of(document),
        () -> Claims.of(document).keySet());
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

  private static Set<Action> actions(List<Rule> rules) {
    return rules.stream().flatMap(rule -> rule.actions().keySet().stream()).collect(toSet());
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
      Map<Place, Decision> decisions,
      Memo memo) {
    var steps = 0;
    var known = memo.same("features", "", features);
    for (var place : paths.candidates().entrySet()) {
      try {
        var inputs = new ArrayList<Object>(place.getValue());
        inputs.add(known);
        var decision =
            memo.get(
                "decision", place.getKey(), inputs, () -> Decision.of(place.getValue(), features));
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
    return features(Paths.of(List.of(Rules.of(document, Map.of(), Set.of())), new Memo()));
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

  /** All ways to a rule, for those who look at one after another: the first that holds counts. */
  public List<Way> ways() {
    return Paths.of(byDocument, new Memo()).inOrder().stream()
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
    var groups = new LinkedHashMap<String, List<Target>>();
    rules.forEach(rule -> rule.groups().forEach(group -> groups.put(group.id(), group.members())));
    return groups;
  }

  /** Group id to what HAProxy must know of its backend, where that is not the default. */
  public Map<String, BackendSettings> settings() {
    var settings = new HashMap<String, BackendSettings>();
    for (var rule : rules) {
      if (!rule.settings().equals(BackendSettings.DEFAULT)) {
        rule.groups().forEach(group -> settings.put(group.id(), rule.settings()));
      }
    }
    return settings;
  }
}
