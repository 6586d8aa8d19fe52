package io.lonejupiter.kubernetes.appdeployment;

import io.lonejupiter.core.document.HostReport;
import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.instance.InstanceFacts;
import io.lonejupiter.core.instance.Verifier;
import io.lonejupiter.core.port.ClusterView;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.kubernetes.view.World;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads all that an instance's next step depends on. Never writes. */
public final class InstanceObserver {
  private final World world;
  private final ClusterView cluster;
  private final Clock clock;

  public InstanceObserver(World world, Clock clock) {
    this.world = world;
    this.cluster = world.cluster();
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
        report(host, id),
        cluster.instances(spec.app()).stream()
            .filter(i -> i.id().equals(id))
            // A dead host's registration of the same name stays in the catalog for days.
            .filter(i -> i.address().equals(spec.ip()))
            .findFirst(),
        cluster.drain(id),
        cluster.routers(),
        isVerifiedElsewhere(deployment) ? verifiers(host, id) : List.of(),
        cluster.isRouted(meta.getNamespace(), spec.app()),
        clock.instant());
  }

  /** Whether its agent asks for another host to verify it, or one was told to. */
  public boolean isVerifiedElsewhere(AppDeployment deployment) {
    var id = World.id(deployment);
    var host = deployment.getSpec().host();
    return host != null && report(host, id).map(InstanceReport::awaits).isPresent()
        || cluster.verifications().values().stream().anyMatch(orders -> orders.containsKey(id));
  }

  private Optional<InstanceReport> report(String host, String id) {
    return cluster.report(host).map(report -> report.instances().get(id));
  }

  private List<Verifier> verifiers(String own, String id) {
    return world.hosts().all().stream()
        .filter(host -> !host.getMetadata().getName().equals(own))
        .map(host -> verifier(host, id))
        .toList();
  }

  private Verifier verifier(AppHost host, String id) {
    var name = host.getMetadata().getName();
    var orders = cluster.verifications().getOrDefault(name, Map.of());
    var said = cluster.report(name).map(HostReport::verifications);
    return new Verifier(
        world.hostState(host, List.of()),
        said.isPresent(),
        (int) orders.keySet().stream().filter(other -> !other.equals(id)).count(),
        Optional.ofNullable(orders.get(id)),
        said.map(verdicts -> verdicts.get(id)));
  }
}
