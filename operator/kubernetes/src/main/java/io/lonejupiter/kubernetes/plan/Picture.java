package io.lonejupiter.kubernetes.plan;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.kubernetes.view.World;

/** All objects of an API, for those who only look. */
public final class Picture {
  private Picture() {}

  /** The caller closes it. */
  public static World of(KubernetesClient client) {
    var hosts = client.resources(AppHost.class).list().getItems();
    var instances = client.resources(AppDeployment.class).inAnyNamespace().list().getItems();
    return World.follow(client, ObjectsOnly.of(hosts, instances));
  }
}
