package io.lonejupiter.router.table;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.model.PathMatch;
import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteMatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which hosts, paths and conditions the routes of a document ask for. Pure. */
final class Claims {
  private static final RouteMatch EVERYTHING = new RouteMatch(null, null, null, null, null);

  private Claims() {}

  /** Claim to index of the route; of two routes in one document the first keeps it. */
  static Map<Claim, Integer> of(RouteDocument document) {
    var claims = new LinkedHashMap<Claim, Integer>();
    for (var index = 0; index < document.routes().size(); index++) {
      for (var match : matches(document.routes().get(index))) {
        var path = filled(match.path());
        for (var host : hosts(document)) {
          claims.putIfAbsent(Claim.of(host, path.type(), path.value(), Condition.of(match)), index);
        }
      }
    }
    return claims;
  }

  private static List<String> hosts(RouteDocument document) {
    if (document.hostnames() == null || document.hostnames().isEmpty()) {
      return List.of(Claim.ANY_HOST);
    }
    return document.hostnames().stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  private static List<RouteMatch> matches(Route route) {
    return route.matches() == null || route.matches().isEmpty()
        ? List.of(EVERYTHING)
        : route.matches();
  }

  private static PathMatch filled(PathMatch path) {
    if (path == null) {
      return new PathMatch(PathMatchType.PATH_PREFIX, "/");
    }
    return new PathMatch(
        path.type() == null ? PathMatchType.PATH_PREFIX : path.type(),
        path.value() == null ? "/" : path.value());
  }
}
