package io.lonejupiter.router;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.PathMatch;
import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteMatch;
import java.util.Arrays;
import java.util.List;

/** Documents for tests. */
public final class Routes {
  private Routes() {}

  public static RouteDocument document(String name, String revision, Route... routes) {
    return documentOf(name, revision, List.of(), routes);
  }

  public static RouteDocument documentOf(
      String name, String revision, List<String> hosts, Route... routes) {
    return new RouteDocument(
        1,
        "prod",
        name,
        "2026-01-01T00:00:00Z",
        1,
        revision,
        "default",
        hosts,
        List.of(routes),
        null,
        null,
        null);
  }

  /** With the times of its routes' answers to be reported; the revision stays. */
  public static RouteDocument timing(RouteDocument document, String... routes) {
    return new RouteDocument(
        1,
        document.namespace(),
        document.name(),
        document.createdAt(),
        1,
        document.revision(),
        document.routerGroup(),
        document.hostnames(),
        document.routes(),
        document.shares(),
        document.counted(),
        List.of(routes));
  }

  /** With the load of a map's instances to be reported; the revision stays. */
  public static RouteDocument counting(RouteDocument document, RouteDocument.Counted... maps) {
    return new RouteDocument(
        1,
        document.namespace(),
        document.name(),
        document.createdAt(),
        1,
        document.revision(),
        document.routerGroup(),
        document.hostnames(),
        document.routes(),
        document.shares(),
        List.of(maps),
        document.timed());
  }

  public static RouteDocument createdAt(String createdAt, RouteDocument document) {
    return new RouteDocument(
        1,
        document.namespace(),
        document.name(),
        createdAt,
        1,
        document.revision(),
        document.routerGroup(),
        document.hostnames(),
        document.routes(),
        document.shares(),
        document.counted(),
        document.timed());
  }

  public static Route route(RouteMatch match, BackendRef... backends) {
    return new Route(
        null,
        match == null ? null : List.of(match),
        Arrays.asList(backends),
        100,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  public static RouteMatch prefix(String path) {
    return new RouteMatch(new PathMatch(PathMatchType.PATH_PREFIX, path), null, null, null, null);
  }

  public static RouteMatch exact(String path) {
    return new RouteMatch(new PathMatch(PathMatchType.EXACT, path), null, null, null, null);
  }

  public static BackendRef version(String app, String version, Integer weight) {
    return new BackendRef(app, version, null, null, weight);
  }

  public static ServiceInstance instance(
      String id, String app, String version, int port, boolean passing) {
    return new ServiceInstance(
        id,
        app,
        "prod",
        "shop",
        version,
        "main",
        "r1",
        "",
        "t",
        "10.0.0.1",
        port,
        "node",
        passing,
        "");
  }
}
