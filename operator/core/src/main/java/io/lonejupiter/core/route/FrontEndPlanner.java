package io.lonejupiter.core.route;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouteDocument.Counted;
import io.lonejupiter.core.document.RouteDocument.Run;
import io.lonejupiter.model.FrontEndConfigSpec;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.StickinessType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Turns a FrontEndConfig into the document that routers obey. */
public final class FrontEndPlanner {
  private record Content(
      String routerGroup,
      List<String> hostnames,
      List<Route> routes,
      Map<String, List<Run>> shares) {}

  private FrontEndPlanner() {}

  /**
   * @param createdAt of the FrontEndConfig, RFC 3339
   * @param canaries of the namespace: their backends are divided
   * @param counted maps whose load is to be reported
   * @param before what routers obey now; users stay where they are as far as the weights let them
   */
  public static RouteDocument document(
      String namespace,
      String name,
      String createdAt,
      long generation,
      FrontEndConfigSpec spec,
      List<Canary> canaries,
      List<Counted> counted,
      Optional<RouteDocument> before) {
    var group = spec.routerGroup() == null ? "default" : spec.routerGroup();
    var hostnames = spec.hostnames() == null ? List.<String>of() : spec.hostnames();
    var routes = CanarySplit.of(spec.routes(), canaries);
    var shares = shares(routes, before.map(RouteDocument::shares).orElse(null));
    var revision = Documents.hash(new Content(group, hostnames, routes, shares), 8);
    return new RouteDocument(
        RouteDocument.SCHEMA,
        namespace,
        name,
        createdAt,
        generation,
        revision,
        group,
        hostnames,
        routes,
        shares,
        counted.isEmpty() ? null : counted,
        timed(spec.routes(), canaries));
  }

  private static List<String> timed(List<Route> routes, List<Canary> canaries) {
    var timed =
        IntStream.range(0, routes.size())
            .filter(
                i ->
                    canaries.stream()
                        .anyMatch(c -> c.timed() && CanarySplit.concerns(routes.get(i), c)))
            .mapToObj(i -> BackendNames.of(routes.get(i), i))
            .toList();
    return timed.isEmpty() ? null : timed;
  }

  private static Map<String, List<Run>> shares(List<Route> routes, Map<String, List<Run>> before) {
    var shares = new TreeMap<String, List<Run>>();
    for (int i = 0; i < routes.size(); i++) {
      var route = routes.get(i);
      var keeps = route.stickiness() != null && route.stickiness().type() != null;
      if (keeps
          && route.stickiness().type() != StickinessType.NONE
          && route.backendRefs().size() > 1) {
        var name = BackendNames.of(route, i);
        var known = before == null ? null : before.get(name);
        shares.put(name, new Shares(known == null ? List.of() : known).next(route).runs());
      }
    }
    return shares.isEmpty() ? null : shares;
  }
}
