package io.lonejupiter.kubernetes.appdeployment;

import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.instance.InstanceFacts;
import io.lonejupiter.core.port.ClusterView;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import java.time.Clock;
import java.util.Optional;

/** Reads all that an instance's next step depends on. Never writes. */
public final class InstanceObserver {
  private final ClusterView cluster;
  private final Clock clock;

  public InstanceObserver(ClusterView cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  InstanceFacts facts(AppDeployment deployment) {
    var meta = deployment.getMetadata();
    var spec = deployment.getSpec();
    var id = Keys.instanceId(meta.getNamespace(), meta.getName());
    var host = spec.host() == null ? "" : spec.host();
    return new InstanceFacts(
        meta.getNamespace(),
        meta.getName(),
        meta.getGeneration(),
        meta.getDeletionTimestamp() != null,
        spec,
        deployment.getStatus(),
        cluster.hosts().containsKey(host),
        cluster.assignment(host, id),
        cluster.report(host).flatMap(r -> Optional.ofNullable(r.instances().get(id))),
        cluster.instances(spec.app()).stream()
            .filter(i -> i.id().equals(id))
            // A dead host's registration of the same name stays in the catalog for days.
            .filter(i -> i.address().equals(spec.ip()))
            .findFirst(),
        cluster.drain(id),
        cluster.routers(),
        cluster.isRouted(meta.getNamespace(), spec.app()),
        clock.instant());
  }
}
