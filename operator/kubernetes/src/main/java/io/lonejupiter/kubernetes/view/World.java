package io.lonejupiter.kubernetes.view;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.placement.HostStates;
import io.lonejupiter.core.placement.HostStates.OnHost;
import io.lonejupiter.core.port.ClusterView;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.resource.Artifact;
import io.lonejupiter.kubernetes.resource.FrontEndConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All that reconcilers read: the objects of the five kinds, and what Consul knows. */
public record World(
    ClusterView cluster,
    KnownObjects<Artifact> artifacts,
    KnownObjects<ApplicationMap> maps,
    KnownObjects<AppDeployment> deployments,
    KnownObjects<FrontEndConfig> frontEnds,
    KnownObjects<AppHost> hosts)
    implements AutoCloseable {

  public static World follow(KubernetesClient client, ClusterView cluster) {
    return new World(
        cluster,
        KnownObjects.follow(client, Artifact.class),
        KnownObjects.follow(client, ApplicationMap.class),
        KnownObjects.follow(client, AppDeployment.class),
        KnownObjects.follow(client, FrontEndConfig.class),
        KnownObjects.follow(client, AppHost.class));
  }

  /** Every host with what is on it. */
  public List<HostState> hostStates() {
    var byHost =
        deployments.all().stream()
            .filter(d -> d.getSpec().host() != null)
            .collect(Collectors.groupingBy(d -> d.getSpec().host()));
    return hosts.all().stream()
        .map(host -> hostState(host, byHost.getOrDefault(host.getMetadata().getName(), List.of())))
        .toList();
  }

  public HostState hostState(AppHost host, List<AppDeployment> on) {
    var name = host.getMetadata().getName();
    return HostStates.of(
        name,
        host.getSpec(),
        host.getStatus(),
        Optional.ofNullable(cluster.hosts().get(name)),
        on.stream()
            .map(
                d ->
                    new OnHost(
                        d.getMetadata().getNamespace(), d.getMetadata().getName(), d.getSpec()))
            .toList());
  }

  public List<AppDeployment> deploymentsOf(String namespace, String map) {
    return deployments.all().stream()
        .filter(d -> d.getMetadata().getNamespace().equals(namespace))
        .filter(d -> d.getSpec().map().equals(map))
        .toList();
  }

  @Override
  public void close() {
    artifacts.close();
    maps.close();
    deployments.close();
    frontEnds.close();
    hosts.close();
  }
}
