package io.lonejupiter.core.route;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.model.FrontEndConfigSpec;
import io.lonejupiter.model.Route;
import java.util.List;

/** Turns a FrontEndConfig into the document that routers obey. */
public final class FrontEndPlanner {
  private record Content(String routerGroup, List<String> hostnames, List<Route> routes) {}

  private FrontEndPlanner() {}

  /**
   * @param createdAt of the FrontEndConfig, RFC 3339
   */
  public static RouteDocument document(
      String namespace, String name, String createdAt, long generation, FrontEndConfigSpec spec) {
    var group = spec.routerGroup() == null ? "default" : spec.routerGroup();
    var hostnames = spec.hostnames() == null ? List.<String>of() : spec.hostnames();
    var revision = Documents.hash(new Content(group, hostnames, spec.routes()), 8);
    return new RouteDocument(
        RouteDocument.SCHEMA,
        namespace,
        name,
        createdAt,
        generation,
        revision,
        group,
        hostnames,
        spec.routes());
  }
}
