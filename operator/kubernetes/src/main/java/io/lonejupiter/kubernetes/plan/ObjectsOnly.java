package io.lonejupiter.kubernetes.plan;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.HostInfo;
import io.lonejupiter.core.document.HostReport;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouterReport;
import io.lonejupiter.core.port.ClusterView;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.kubernetes.resource.AppHost;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the statuses of hosts say of Consul, for those who reach the API alone. Of routes and
 * registrations it knows nothing.
 *
 * @param hosts those whose agent is there
 */
record ObjectsOnly(Map<String, HostInfo> hosts) implements ClusterView {

  static ObjectsOnly of(List<AppHost> objects) {
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
    return new ObjectsOnly(Map.copyOf(hosts));
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
    return List.of();
  }

  @Override
  public void onChange(Consumer<Change> listener) {
    // Nothing changes in a picture.
  }
}
