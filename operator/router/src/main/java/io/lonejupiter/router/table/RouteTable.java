package io.lonejupiter.router.table;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.core.route.BackendNames;
import io.lonejupiter.model.Route;
import io.lonejupiter.router.table.Rule.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is routed where, as one immutable value.
 *
 * <ol>
 *   <li>The documents in order of age; each takes its hosts and paths.
 *   <li>One that asks for what an older one holds is refused, and its last accepted revision, if
 *       that one asks for nothing taken, stays.
 *   <li>Each route of an accepted document becomes a rule with the instances of its backends.
 * </ol>
 *
 * @param rules sorted by id
 * @param accepted document id to the document that is obeyed
 * @param errors document id to the reason why its newest revision is not obeyed
 */
public record RouteTable(
    List<Rule> rules, Map<String, RouteDocument> accepted, Map<String, String> errors) {
  /** What HAProxy's counters can be named by. */
  private static final int LONGEST_ID = 100;

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
   */
  public static RouteTable compose(
      Map<String, RouteDocument> newest,
      Map<String, RouteDocument> before,
      Map<String, List<ServiceInstance>> instances,
      Set<String> draining) {
    var accepted = new TreeMap<String, RouteDocument>();
    var errors = new TreeMap<String, String>();
    var holders = new HashMap<Claim, String>();
    for (var document : newest.values().stream().sorted(BY_AGE).toList()) {
      var conflict = conflict(document, holders);
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
    var rules = new ArrayList<Rule>();
    accepted.values().forEach(document -> rules.addAll(rules(document, instances, draining)));
    rules.sort(Comparator.comparing(Rule::id));
    return new RouteTable(
        List.copyOf(rules),
        java.util.Collections.unmodifiableMap(accepted),
        java.util.Collections.unmodifiableMap(errors));
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
      rules.add(
          new Rule(
              id,
              document.id(),
              name(route, index),
              claims.getOrDefault(index, List.of()),
              Split.of(route),
              groups(id, document, route, instances, draining),
              millis(route.timeouts() == null ? null : route.timeouts().request()),
              millis(route.timeouts() == null ? null : route.timeouts().tunnel())));
    }
    return rules;
  }

  private static String name(Route route, int index) {
    return route.name() == null ? String.valueOf(index) : route.name();
  }

  /** With the index too: nothing keeps two routes of a document from having one name. */
  private static String id(RouteDocument document, Route route, int index) {
    var sameName =
        document.routes().stream()
            .filter(other -> route.name() != null && route.name().equals(other.name()))
            .count();
    var name = sameName > 1 ? name(route, index) + "." + index : name(route, index);
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
    for (var backend : route.backendRefs()) {
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
                          instance.passing() && !draining.contains(instance.id())))
              .toList();
      groups.putIfAbsent(name, new Group(rule + "#" + name, name, members));
    }
    return List.copyOf(groups.values());
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
