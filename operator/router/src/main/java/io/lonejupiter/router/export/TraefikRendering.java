package io.lonejupiter.router.export;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.model.StickinessType;
import io.lonejupiter.router.table.Action;
import io.lonejupiter.router.table.Condition;
import io.lonejupiter.router.table.Feature.Source;
import io.lonejupiter.router.table.RouteTable;
import io.lonejupiter.router.table.Rule;
import io.lonejupiter.router.table.Target;
import io.lonejupiter.router.table.Way;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Keys of <a
 * href="https://doc.traefik.io/traefik/reference/dynamic-configuration/kv/">Traefik's</a> KV
 * provider, in the rule syntax of its third version. Pure.
 */
final class TraefikRendering {
  private static final String HTTP = "traefik/http/";

  private final String owner;
  private final Rendering.Builder rendering = new Rendering.Builder();

  private TraefikRendering(String cluster) {
    this.owner = owner(cluster);
  }

  /** What the names of all routers, services and middlewares begin with. */
  static String owner(String cluster) {
    return "lj-" + cluster + "_";
  }

  static Rendering of(RouteTable table, String cluster) {
    return new TraefikRendering(cluster).render(table);
  }

  private Rendering render(RouteTable table) {
    table.rules().forEach(this::services);
    var ways = table.ways();
    for (var index = 0; index < ways.size(); index++) {
      router(ways.get(index), index, ways.size() - index);
    }
    return rendering.build();
  }

  private void services(Rule rule) {
    var name = (owner + Names.of(rule));
    for (var group : rule.groups()) {
      var ready = group.members().stream().filter(Target::ready).toList();
      var service = HTTP + "services/" + service(rule, group.backend()) + "/loadBalancer/servers/";
      for (var index = 0; index < ready.size(); index++) {
        var target = ready.get(index);
        rendering.put(
            service + index + "/url", "http://" + target.address() + ":" + target.port() + "/");
      }
    }
    var weights = new TreeMap<String, Integer>();
    for (var run : rule.split().shares().runs()) {
      weights.merge(run.backend(), run.length(), Integer::sum);
    }
    var weighted = HTTP + "services/" + name + "/weighted/";
    var index = 0;
    for (var weight : weights.entrySet()) {
      rendering.put(weighted + "services/" + index + "/name", service(rule, weight.getKey()));
      rendering.put(weighted + "services/" + index + "/weight", weight.getValue().toString());
      index++;
    }
    if (rule.sticky() != null && rule.sticky().type() == StickinessType.COOKIE) {
      rendering.put(weighted + "sticky/cookie/name", rule.sticky().name());
    } else if (rule.sticky() != null) {
      rendering.left(rule.id(), "Traefik keeps users by a cookie only");
    }
  }

  private String service(Rule rule, String backend) {
    return (owner + Names.of(rule)) + "--" + Names.plain(backend);
  }

  private void router(Way way, int index, int priority) {
    if (way.rule().groups().isEmpty()) {
      rendering.left(way.rule().id(), "a redirect is left out");
      return;
    }
    var rule = rule(way);
    if (rule.contains("\n")) {
      rendering.left(way.rule().id(), way.claim() + " has a character that no rule can hold");
      return;
    }
    var router = HTTP + "routers/" + owner + index + "/";
    rendering.put(router + "rule", rule);
    rendering.put(router + "priority", String.valueOf(priority));
    rendering.put(
        router + "service",
        way.override()
            .map(backend -> service(way.rule(), backend))
            .orElseGet(() -> (owner + Names.of(way.rule()))));
    var middlewares = middlewares(way);
    for (var each = 0; each < middlewares.size(); each++) {
      rendering.put(router + "middlewares/" + each, middlewares.get(each));
    }
  }

  /** With a line end where a part cannot be written. */
  private static String rule(Way way) {
    var parts = new ArrayList<String>();
    var host = way.claim().host();
    if (host.startsWith("*.")) {
      parts.add("HostRegexp(" + text("^.+" + host.substring(1).replace(".", "\\.") + "$") + ")");
    } else if (!host.equals("*")) {
      parts.add("Host(" + text(host) + ")");
    }
    var path = way.claim().path();
    parts.add(
        switch (way.claim().type()) {
          case EXACT -> "Path(" + text(path) + ")";
          case REGULAR_EXPRESSION -> "PathRegexp(" + text(whole(path)) + ")";
          case PATH_PREFIX ->
              path.isEmpty()
                  ? "PathPrefix(`/`)"
                  : "(Path(" + text(path) + ") || PathPrefix(" + text(path + "/") + "))";
        });
    way.conditions().stream()
        .filter(condition -> condition.feature().source() != Source.PATH)
        .forEach(condition -> parts.add(condition(condition)));
    return String.join(" && ", parts);
  }

  private static String condition(Condition condition) {
    var feature = condition.feature();
    var expression = feature.asksForMatch();
    var value = expression ? whole(feature.expression()) : condition.value();
    return switch (feature.source()) {
      case METHOD -> "Method(" + text(value) + ")";
      case HEADER ->
          (expression ? "HeaderRegexp(" : "Header(")
              + text(feature.name())
              + ", "
              + text(value)
              + ")";
      case QUERY ->
          (expression ? "QueryRegexp(" : "Query(")
              + text(feature.name())
              + ", "
              + text(value)
              + ")";
      case COOKIE ->
          "HeaderRegexp(`Cookie`, "
              + text(
                  "(^|; *)"
                      + feature.name().replace(".", "\\.")
                      + "="
                      + (expression ? "(" + feature.expression() + ")" : escaped(value))
                      + "(;|$)")
              + ")";
      case PATH -> "";
    };
  }

  private static String whole(String expression) {
    return "^(" + expression + ")$";
  }

  private static String escaped(String value) {
    return value.replaceAll("[^A-Za-z0-9_-]", "\\\\$0");
  }

  private static String text(String value) {
    return value.contains("`") ? "\n" : "`" + value + "`";
  }

  private List<String> middlewares(Way way) {
    var names = new ArrayList<String>();
    var base = (owner + Names.of(way.rule()));
    for (var action : way.rule().actions().entrySet()) {
      var prefixOf =
          action.getKey().kind() == Action.Kind.PREFIX
              ? "-" + Documents.hash(way.claim().path(), 6)
              : "";
      var name = base + "--" + Names.plain(action.getKey().key()) + prefixOf;
      var keys = middleware(way, action.getKey(), action.getValue());
      if (keys.isEmpty()) {
        rendering.left(way.rule().id(), "Traefik has no word for " + action.getKey().key());
      } else {
        keys.forEach(
            (key, value) -> rendering.put(HTTP + "middlewares/" + name + "/" + key, value));
        names.add(name);
      }
    }
    return names.stream().distinct().collect(Collectors.toList());
  }

  private static Map<String, String> middleware(Way way, Action action, String value) {
    var decoded = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    return switch (action.kind()) {
      case CONNECTIONS -> Map.of("inFlightReq/amount", value);
      case BODY -> Map.of("buffering/maxRequestBodyBytes", value);
      case SET_REQUEST_HEADER -> Map.of("headers/customRequestHeaders/" + action.name(), decoded);
      case REMOVE_REQUEST_HEADER -> Map.of("headers/customRequestHeaders/" + action.name(), "");
      case SET_RESPONSE_HEADER -> Map.of("headers/customResponseHeaders/" + action.name(), decoded);
      case REMOVE_RESPONSE_HEADER -> Map.of("headers/customResponseHeaders/" + action.name(), "");
      case HOST -> Map.of("headers/customRequestHeaders/Host", value);
      case PATH -> Map.of("replacePath/path", value);
      case PREFIX ->
          Map.of(
              "replacePathRegex/regex",
              "^" + escapedPath(way.claim().path()) + "(/.*)?$",
              "replacePathRegex/replacement",
              value.equals("/") ? "/$1" : value.replaceFirst("/$", "") + "$1");
      case TIMES,
          REDIRECT,
          REQUEST_TIMEOUT,
          TUNNEL_TIMEOUT,
          ADD_REQUEST_HEADER,
          ADD_RESPONSE_HEADER ->
          Map.of();
    };
  }

  private static String escapedPath(String path) {
    return path.replaceAll("[^A-Za-z0-9_/-]", "\\\\$0");
  }

  /** Whether a key was written for this cluster. */
  static boolean owns(String cluster, String key) {
    var parts = key.split("/");
    return parts.length > 3 && key.startsWith(HTTP) && parts[3].startsWith(owner(cluster));
  }

  static String prefix() {
    return HTTP;
  }
}
