package io.lonejupiter.kubernetes.applicationmap;

import io.lonejupiter.core.document.ResponseTimes;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouterReport.BackendReport;
import io.lonejupiter.core.rollout.Sample;
import io.lonejupiter.core.route.BackendNames;
import io.lonejupiter.core.route.Canary;
import io.lonejupiter.core.route.CanarySplit;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.kubernetes.resource.FrontEndConfig;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether routers divide a map's traffic as its rollout says now.
 *
 * @param routed whether any route sends requests to the map
 * @param obeyed every live router of every such route divides it so
 * @param obstacle why a route cannot be divided; empty if every one can
 * @param stable what routers counted of the one revision since they divide it so
 * @param next the same of the other
 */
record RouteFollowing(
    boolean routed, boolean obeyed, Optional<String> obstacle, Sample stable, Sample next) {

  static RouteFollowing of(World world, String namespace, Canary canary) {
    var obstacles = new ArrayList<String>();
    var routed = false;
    var obeyed = true;
    var stable = Sample.NONE;
    var next = Sample.NONE;
    var canaries = world.canaries(namespace);
    for (var frontEnd : frontEnds(world, namespace)) {
      var routes = frontEnd.getSpec().routes();
      if (routes.stream().noneMatch(route -> CanarySplit.concerns(route, canary))) {
        continue;
      }
      var where = "FrontEndConfig " + frontEnd.getMetadata().getName();
      if (isRefused(frontEnd)) {
        if (isKnownToRouters(world, frontEnd)) {
          obstacles.add(where + " is refused, and routers obey what it said before: mend it");
        }
        continue;
      }
      routed = true;
      routes.forEach(r -> CanarySplit.obstacle(where, r, canary).ifPresent(obstacles::add));
      var document = world.document(frontEnd, canaries);
      obeyed &= isObeyed(world, document);
      stable = stable.plus(sample(world, document, routes, canary, canary.stable()));
      next = next.plus(sample(world, document, routes, canary, canary.next()));
    }
    return new RouteFollowing(routed, obeyed, obstacles.stream().findFirst(), stable, next);
  }

  private static boolean isRefused(FrontEndConfig frontEnd) {
    var status = frontEnd.getStatus();
    return status != null
        && Conditions.find(status.conditions(), Conditions.ACCEPTED)
            .filter(condition -> condition.status().equals("False"))
            .isPresent();
  }

  private static boolean isKnownToRouters(World world, FrontEndConfig frontEnd) {
    var meta = frontEnd.getMetadata();
    return world.cluster().route(meta.getNamespace() + "." + meta.getName()).isPresent();
  }

  private static List<FrontEndConfig> frontEnds(World world, String namespace) {
    return world.frontEnds().all().stream()
        .filter(f -> f.getMetadata().getNamespace().equals(namespace))
        .filter(f -> f.getMetadata().getDeletionTimestamp() == null)
        .filter(f -> f.getSpec().routes() != null)
        .toList();
  }

  /** Of the routes that are divided: a preview has other users, and its requests do not count. */
  private static Sample sample(
      World world,
      RouteDocument document,
      List<Route> asGiven,
      Canary canary,
      Map<String, String> labels) {
    var sum = Sample.NONE;
    for (int i = 0; i < document.routes().size(); i++) {
      if (!CanarySplit.concerns(asGiven.get(i), canary)) {
        continue;
      }
      var route = document.routes().get(i);
      var name = BackendNames.of(route, i);
      for (var ref : route.backendRefs()) {
        if (ref.labels() != null
            && Objects.equals(ref.labels().get("revision"), labels.get("revision"))) {
          sum = sum.plus(counted(world, document, name, BackendNames.of(ref)));
        }
      }
    }
    return sum;
  }

  /** Routers count anew with each revision of a document. */
  private static Sample counted(World world, RouteDocument document, String route, String backend) {
    return world.cluster().routers().stream()
        .filter(router -> document.revision().equals(router.applied().get(document.id())))
        .filter(router -> router.backends() != null)
        .flatMap(router -> router.backends().getOrDefault(document.id(), List.of()).stream())
        .filter(report -> report.route().equals(route) && report.backend().equals(backend))
        .map(RouteFollowing::sample)
        .reduce(Sample.NONE, Sample::plus);
  }

  private static Sample sample(BackendReport report) {
    var times = report.times() == null ? ResponseTimes.NONE : report.times();
    return new Sample(report.requests(), report.errors(), report.responseMillis(), times);
  }

  private static boolean isObeyed(World world, RouteDocument document) {
    return world.cluster().route(document.id()).filter(document::equals).isPresent()
        && world.cluster().routers().stream()
            .filter(router -> document.routerGroup().equals(router.group()))
            .allMatch(router -> document.revision().equals(router.applied().get(document.id())));
  }
}
