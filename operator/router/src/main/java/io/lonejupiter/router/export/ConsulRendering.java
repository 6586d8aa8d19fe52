package io.lonejupiter.router.export;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.route.BackendNames;
import io.lonejupiter.core.route.Shares;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.router.table.Action;
import io.lonejupiter.router.table.Action.Kind;
import io.lonejupiter.router.table.BackendSelector;
import io.lonejupiter.router.table.Condition;
import io.lonejupiter.router.table.RouteTable;
import io.lonejupiter.router.table.Rule;
import io.lonejupiter.router.table.Way;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * <a href="https://developer.hashicorp.com/consul/docs/connect/config-entries">Configuration
 * entries</a> of Consul's service mesh. A front end is a service of the name {@code
 * namespace-frontend} whose router leads to a splitter for each route, and the splitter to subsets
 * of the apps by their meta data. Pure.
 */
final class ConsulRendering {
  /** In the meta data of all entries that are ours. */
  static final String OWNER = "lonejupiter-cluster";

  /** In the order in which Consul takes them; it lets them go the other way round. */
  static final List<String> KINDS =
      List.of("service-defaults", "service-resolver", "service-splitter", "service-router");

  private final RouteTable table;
  private final String cluster;
  private final Rendering.Builder rendering = new Rendering.Builder();
  private final Map<String, Map<String, Object>> subsets = new TreeMap<>();

  private ConsulRendering(RouteTable table, String cluster) {
    this.table = table;
    this.cluster = cluster;
  }

  static Rendering of(RouteTable table, String cluster) {
    return new ConsulRendering(table, cluster).render();
  }

  private Rendering render() {
    var routes = new TreeMap<String, Set<Object>>();
    for (var rule : table.rules()) {
      splitter(rule);
    }
    for (var way : table.ways()) {
      routes
          .computeIfAbsent(way.rule().document(), document -> new LinkedHashSet<>())
          .addAll(routes(way));
    }
    routes.forEach(
        (document, list) -> {
          if (!list.isEmpty()) {
            var name = Names.plain(document);
            defaults(name);
            entry("service-router", name, Map.of("Routes", list));
          }
        });
    subsets.forEach(
        (app, all) -> {
          defaults(app);
          entry("service-resolver", app, Map.of("Subsets", all));
        });
    return rendering.build();
  }

  private void entry(String kind, String name, Map<String, Object> content) {
    var entry = new LinkedHashMap<String, Object>();
    entry.put("Kind", kind);
    entry.put("Name", name);
    entry.put("Meta", Map.of(OWNER, cluster));
    entry.putAll(content);
    rendering.put(kind + "/" + name, Documents.text(entry));
  }

  private void defaults(String service) {
    entry("service-defaults", service, Map.of("Protocol", "http"));
  }

  private void splitter(Rule rule) {
    if (rule.groups().isEmpty()) {
      rendering.left(rule.id(), "Consul has no word for a redirect");
      return;
    }
    var backends = backends(rule);
    var splits = new ArrayList<Object>();
    var left = BigDecimal.valueOf(100);
    var weights = new TreeMap<String, Integer>();
    for (var run : rule.split().shares().runs()) {
      weights.merge(run.backend(), run.length(), Integer::sum);
    }
    for (var weight : weights.entrySet()) {
      var percent =
          BigDecimal.valueOf(weight.getValue() * 100L)
              .divide(BigDecimal.valueOf(Shares.TOTAL), 2, RoundingMode.UNNECESSARY);
      left = left.subtract(percent);
      var split =
          new LinkedHashMap<String, Object>(destination(rule, backends.get(weight.getKey())));
      split.put("Weight", percent);
      splits.add(split);
    }
    var name = Names.of(rule);
    defaults(name);
    entry("service-splitter", name, Map.of("Splits", splits));
    if (rule.sticky() != null) {
      rendering.left(rule.id(), "Consul's splitters keep no users");
    }
    for (var action : rule.actions().keySet()) {
      if (action.kind() != Kind.PREFIX && action.kind() != Kind.REQUEST_TIMEOUT) {
        rendering.left(rule.id(), word(action) + " is left out");
      }
    }
  }

  private static String word(Action action) {
    return action.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** By the names of reports, of all that the route of a rule names. */
  private Map<String, BackendRef> backends(Rule rule) {
    var document = table.accepted().get(rule.document());
    var all = new TreeMap<String, BackendRef>();
    for (var index = 0; index < document.routes().size(); index++) {
      var route = document.routes().get(index);
      if (BackendNames.of(route, index).equals(rule.name())) {
        route.backendRefs().forEach(backend -> all.put(BackendNames.of(backend), backend));
        if (route.overrides() != null) {
          route
              .overrides()
              .forEach(each -> all.put(BackendNames.of(each.backendRef()), each.backendRef()));
        }
      }
    }
    return all;
  }

  private Map<String, Object> destination(Rule rule, BackendRef backend) {
    RouteDocument document = table.accepted().get(rule.document());
    var selector = BackendSelector.of(document.namespace(), backend);
    var conditions = new TreeMap<>(selector.labels());
    conditions.put("cluster", cluster);
    conditions.put("namespace", document.namespace());
    var filter =
        conditions.entrySet().stream()
            .map(each -> "Service.Meta.%s == \"%s\"".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(" and "));
    var subset =
        Names.plain(document.namespace() + "-" + BackendNames.of(backend)).toLowerCase(Locale.ROOT)
            + "-"
            + Documents.hash(filter, 6);
    subsets
        .computeIfAbsent(backend.app(), app -> new TreeMap<>())
        .put(subset, Map.of("Filter", filter, "OnlyPassing", true));
    return Map.of("Service", backend.app(), "ServiceSubset", subset);
  }

  private List<Object> routes(Way way) {
    if (!way.claim().host().equals("*")) {
      rendering.left(way.rule().id(), "Consul's routers see no host, so that any will do");
    }
    if (way.rule().groups().isEmpty()) {
      return List.of();
    }
    var path = way.claim().path();
    return switch (way.claim().type()) {
      case EXACT -> List.of(route(way, "PathExact", path));
      case REGULAR_EXPRESSION -> List.of(route(way, "PathRegex", path));
      case PATH_PREFIX ->
          path.isEmpty()
              ? List.of(route(way, "PathPrefix", "/"))
              : List.of(route(way, "PathExact", path), route(way, "PathPrefix", path + "/"));
    };
  }

  private Object route(Way way, String field, String path) {
    var http = new LinkedHashMap<String, Object>();
    http.put(field, path);
    var headers = new ArrayList<Object>();
    var query = new ArrayList<Object>();
    for (var condition : way.conditions()) {
      switch (condition.feature().source()) {
        case METHOD -> http.put("Methods", List.of(condition.value()));
        case HEADER -> headers.add(value(condition));
        case QUERY -> query.add(value(condition));
        case COOKIE -> headers.add(cookie(condition));
        case PATH -> {}
      }
    }
    if (!headers.isEmpty()) {
      http.put("Header", headers);
    }
    if (!query.isEmpty()) {
      http.put("QueryParam", query);
    }
    var destination = new LinkedHashMap<String, Object>();
    way.override()
        .ifPresentOrElse(
            backend ->
                destination.putAll(destination(way.rule(), backends(way.rule()).get(backend))),
            () -> destination.put("Service", Names.of(way.rule())));
    way.rule().actions().entrySet().stream()
        .filter(action -> action.getKey().kind() == Kind.PREFIX)
        .findFirst()
        .ifPresent(
            action ->
                destination.put(
                    "PrefixRewrite",
                    field.equals("PathPrefix") && !action.getValue().endsWith("/")
                        ? action.getValue() + "/"
                        : action.getValue()));
    way.rule().actions().entrySet().stream()
        .filter(action -> action.getKey().kind() == Kind.REQUEST_TIMEOUT)
        .forEach(action -> destination.put("RequestTimeout", action.getValue() + "ms"));
    return Map.of("Match", Map.of("HTTP", http), "Destination", destination);
  }

  private static Object value(Condition condition) {
    return condition.feature().asksForMatch()
        ? Map.of("Name", condition.feature().name(), "Regex", condition.feature().expression())
        : Map.of("Name", condition.feature().name(), "Exact", condition.value());
  }

  private static Object cookie(Condition condition) {
    var value =
        condition.feature().asksForMatch()
            ? "(" + condition.feature().expression() + ")"
            : condition.value().replaceAll("[^A-Za-z0-9_-]", "\\\\$0");
    var name = condition.feature().name().replace(".", "\\.");
    return Map.of("Name", "Cookie", "Regex", "(.*; *)?" + name + "=" + value + "(;.*)?");
  }
}
