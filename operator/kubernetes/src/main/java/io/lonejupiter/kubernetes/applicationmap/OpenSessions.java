package io.lonejupiter.kubernetes.applicationmap;

import io.lonejupiter.core.route.BackendNames;
import io.lonejupiter.core.route.CanarySplit;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.FrontEndConfig;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.AppDeploymentSpec;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.BackendStatus;
import java.util.HashMap;
import java.util.function.Function;

/**
 * How many requests and tunnels are open at an instance, or users kept on it, about: what its
 * backends have by the status of their FrontEndConfigs, divided by the instances that each has.
 */
final class OpenSessions {
  private final World world;
  private final String namespace;
  private final Function<BackendStatus, Integer> count;

  /**
   * @param count what is counted of a backend; null if that is not known
   */
  OpenSessions(World world, String namespace, Function<BackendStatus, Integer> count) {
    this.world = world;
    this.namespace = namespace;
    this.count = count;
  }

  double at(AppDeployment deployment) {
    return world.frontEnds().all().stream()
        .filter(frontEnd -> frontEnd.getMetadata().getNamespace().equals(namespace))
        .filter(frontEnd -> frontEnd.getStatus() != null)
        .mapToDouble(frontEnd -> at(deployment.getSpec(), frontEnd))
        .sum();
  }

  private double at(AppDeploymentSpec instance, FrontEndConfig frontEnd) {
    var routes = world.document(frontEnd).routes();
    var sum = 0.0;
    for (int i = 0; i < routes.size(); i++) {
      var route = BackendNames.of(routes.get(i), i);
      for (var ref : routes.get(i).backendRefs()) {
        if (isOf(ref, instance)) {
          sum += at(route, BackendNames.of(ref), frontEnd);
        }
      }
    }
    return sum;
  }

  private double at(String route, String backend, FrontEndConfig frontEnd) {
    return frontEnd.getStatus().backends().stream()
        .filter(status -> status.route().equals(route) && status.backend().equals(backend))
        .filter(status -> count.apply(status) != null && status.healthy() != null)
        .mapToDouble(status -> count.apply(status) / (double) Math.max(1, status.healthy()))
        .sum();
  }

  private static boolean isOf(BackendRef ref, AppDeploymentSpec instance) {
    var artifact = instance.artifact();
    var labels = new HashMap<String, String>();
    labels.put("map", instance.map());
    labels.put("revision", instance.revision());
    labels.put("version", artifact.version());
    labels.put("branch", artifact.branch());
    labels.put("role", instance.role());
    return ref.app().equals(instance.app())
        && labels.entrySet().containsAll(CanarySplit.labels(ref).entrySet());
  }
}
