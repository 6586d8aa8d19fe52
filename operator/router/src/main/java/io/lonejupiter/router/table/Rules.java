package io.lonejupiter.router.table;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.core.route.BackendNames;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteOverride;
import io.lonejupiter.model.Stickiness;
import io.lonejupiter.model.StickinessType;
import io.lonejupiter.model.Unavailable;
import io.lonejupiter.router.table.Feature.Source;
import io.lonejupiter.router.table.Rule.BackendOverride;
import io.lonejupiter.router.table.Rule.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Makes the rules of a document: one for each route, with the instances of its backends. Pure. */
final class Rules {
  /** What HAProxy's counters can be named by. */
  private static final int LONGEST_ID = 100;

  /** As agents register them. Whatever else is in the catalog, it goes into no command. */
  private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._:-]{1,253}");

  private static final long DEFAULT_IDLE_SECONDS = 1_800;

  private Rules() {}

  /** In the order in which they stand in the document. */
  static List<Rule> of(
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
      var shares = document.shares() == null ? null : document.shares().get(name);
      var split = route.backendRefs().isEmpty() ? Split.NONE : Split.of(route, shares);
      var of = claims.getOrDefault(index, List.of());
      rules.add(
          new Rule(
              id,
              document.id(),
              name,
              of,
              route.unavailable() == Unavailable.REDISTRIBUTE
                  ? split.without(gone(groups, sticky))
                  : split,
              sticky,
              groups,
              overrides(id, route),
              BackendSettings.of(route),
              Actions.of(route, of, document.timed() != null && document.timed().contains(name))));
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
              .filter(instance -> INSTANCE.matcher(instance.id()).matches())
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
      case HEADER -> withoutCookie(stickiness, stickiness.name().toLowerCase(Locale.ROOT), idle);
      default -> withoutCookie(stickiness, "", idle);
    };
  }

  /** Only who is kept on an instance is remembered. */
  private static Sticky withoutCookie(Stickiness stickiness, String name, long idle) {
    var instance = Boolean.TRUE.equals(stickiness.instance());
    return new Sticky(stickiness.type(), name, instance, instance ? idle : 0);
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
}
