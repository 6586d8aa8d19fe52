package io.lonejupiter.kubernetes.plan;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.HostInfo;
import io.lonejupiter.core.document.HostReport;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouterReport;
import io.lonejupiter.core.port.ClusterView;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.kubernetes.view.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What the statuses of hosts and instances say of Consul, for those who reach the API alone. Of
 * routes it knows nothing.
 *
 * @param hosts those whose agent is there
 * @param services by app
 */
record ObjectsOnly(Map<String, HostInfo> hosts, Map<String, List<ServiceInstance>> services)
    implements ClusterView {

  static ObjectsOnly of(List<AppHost> objects, List<AppDeployment> instances) {
    var hosts = new HashMap<String, HostInfo>();
    for (var host : objects) {
      var status = host.getStatus();
      if (status != null && Conditions.isTrue(status.conditions(), Conditions.READY)) {
        var facts = status.facts();
        hosts.put(
            host.getMetadata().getName(),
            new HostInfo(
                HostInfo.SCHEMA,
                host.getMetadata().getName(),
                status.address(),
                status.consulNode(),
                status.measuredTags() == null ? List.of() : status.measuredTags(),
                status.portRange(),
                facts == null || facts.cpuMillis() == null ? 0 : facts.cpuMillis(),
                facts == null || facts.memoryBytes() == null ? 0 : facts.memoryBytes(),
                facts == null ? null : facts.os(),
                facts == null ? null : facts.architecture(),
                facts == null ? null : facts.agentVersion(),
                null));
      }
    }
    var services =
        instances.stream()
            .map(ObjectsOnly::service)
            .collect(Collectors.groupingBy(ServiceInstance::app));
    return new ObjectsOnly(Map.copyOf(hosts), services);
  }

  private static ServiceInstance service(AppDeployment instance) {
    var spec = instance.getSpec();
    var status = instance.getStatus();
    return new ServiceInstance(
        World.id(instance),
        spec.app(),
        instance.getMetadata().getNamespace(),
        spec.map(),
        spec.artifact().version(),
        spec.artifact().branch(),
        spec.revision(),
        spec.role(),
        null,
        spec.ip(),
        spec.ports() == null || spec.ports().isEmpty() ? 0 : spec.ports().get(0).port(),
        spec.host(),
        status != null && Conditions.isTrue(status.conditions(), Conditions.READY),
        "");
  }

  @Override
  public Optional<String> hostsHidden() {
    return Optional.empty();
  }

  @Override
  public Optional<HostReport> report(String host) {
    return Optional.empty();
  }

  @Override
  public Optional<Assignment> assignment(String host, String instanceId) {
    return Optional.empty();
  }

  @Override
  public Map<String, Map<String, RemoteVerification>> verifications() {
    return Map.of();
  }

  @Override
  public Optional<DrainDocument> drain(String instanceId) {
    return Optional.empty();
  }

  @Override
  public Optional<RouteDocument> route(String routeId) {
    return Optional.empty();
  }

  @Override
  public boolean isRouted(String namespace, String app) {
    return true;
  }

  @Override
  public List<RouterReport> routers() {
    return List.of();
  }

  @Override
  public List<ServiceInstance> instances(String app) {
    return services.getOrDefault(app, List.of());
  }

  @Override
  public void onChange(Consumer<Change> listener) {
    // Nothing changes in a picture.
  }
}
