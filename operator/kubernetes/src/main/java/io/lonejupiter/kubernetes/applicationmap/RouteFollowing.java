package io.lonejupiter.kubernetes.applicationmap;

import io.lonejupiter.core.route.Canary;
import io.lonejupiter.core.route.CanarySplit;
import io.lonejupiter.kubernetes.resource.FrontEndConfig;
import io.lonejupiter.kubernetes.view.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether routers divide a map's traffic as its rollout says now.
 *
 * @param routed whether any route sends requests to the map
 * @param obeyed every live router of every such route divides it so
 * @param obstacle why a route cannot be divided; empty if every one can
 */
record RouteFollowing(boolean routed, boolean obeyed, Optional<String> obstacle) {

  static RouteFollowing of(World world, String namespace, Canary canary) {
    var obstacles = new ArrayList<String>();
    var routed = false;
    var obeyed = true;
    for (var frontEnd : frontEnds(world, namespace)) {
      var routes = frontEnd.getSpec().routes();
      if (routes.stream().noneMatch(route -> CanarySplit.concerns(route, canary))) {
        continue;
      }
      routed = true;
      var where = "FrontEndConfig " + frontEnd.getMetadata().getName();
      routes.forEach(r -> CanarySplit.obstacle(where, r, canary).ifPresent(obstacles::add));
      obeyed &= isObeyed(world, frontEnd);
    }
    return new RouteFollowing(routed, obeyed, obstacles.stream().findFirst());
  }

  private static List<FrontEndConfig> frontEnds(World world, String namespace) {
    return world.frontEnds().all().stream()
        .filter(f -> f.getMetadata().getNamespace().equals(namespace))
        .filter(f -> f.getMetadata().getDeletionTimestamp() == null)
        .filter(f -> f.getSpec().routes() != null)
        .toList();
  }

  private static boolean isObeyed(World world, FrontEndConfig frontEnd) {
    var document = world.document(frontEnd);
    return world.cluster().route(document.id()).filter(document::equals).isPresent()
        && world.cluster().routers().stream()
            .filter(router -> document.routerGroup().equals(router.group()))
            .allMatch(router -> document.revision().equals(router.applied().get(document.id())));
  }
}
