package io.lonejupiter.router.table;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.model.PathMatch;
import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.model.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which hosts and paths the routes of a document ask for. Pure. */
final class Claims {
  private static final PathMatch EVERYTHING = new PathMatch(PathMatchType.PATH_PREFIX, "/");

  private Claims() {}

  /** Claim to index of the route; of two routes in one document the first keeps it. */
  static Map<Claim, Integer> of(RouteDocument document) {
    var claims = new LinkedHashMap<Claim, Integer>();
    for (var index = 0; index < document.routes().size(); index++) {
      for (var path : paths(document.routes().get(index))) {
        for (var host : hosts(document)) {
          claims.putIfAbsent(Claim.of(host, path.type(), path.value()), index);
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

  static List<PathMatch> paths(Route route) {
    if (route.matches() == null || route.matches().isEmpty()) {
      return List.of(EVERYTHING);
    }
    var paths = new ArrayList<PathMatch>();
    for (var match : route.matches()) {
      paths.add(match.path() == null ? EVERYTHING : filled(match.path()));
    }
    return paths;
  }

  private static PathMatch filled(PathMatch path) {
    return new PathMatch(
        path.type() == null ? PathMatchType.PATH_PREFIX : path.type(),
        path.value() == null ? "/" : path.value());
  }
}
