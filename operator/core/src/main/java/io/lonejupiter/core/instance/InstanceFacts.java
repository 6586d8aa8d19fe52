package io.lonejupiter.core.instance;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.core.document.RouterReport;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.model.AppDeploymentSpec;
import io.lonejupiter.model.AppDeploymentStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that the next step of one instance depends on, as of one moment.
 *
 * @param generation of the AppDeployment
 * @param deleting a person or the map deletes it
 * @param before its status until now, or null
 * @param hostAlive the agent of its host is there
 * @param assigned what Consul tells the host now
 * @param report what the host says of it
 * @param service how it is registered in Consul, and its health
 * @param drain what Consul tells the routers now
 * @param routers what every live router says
 * @param verifiers other hosts, if one of them is to verify it or was told to
 * @param routed a route names the app, so that a proxy may send it requests
 */
public record InstanceFacts(
    String namespace,
    String name,
    long generation,
    boolean deleting,
    AppDeploymentSpec spec,
    AppDeploymentStatus before,
    boolean hostAlive,
    Optional<Assignment> assigned,
    Optional<InstanceReport> report,
    Optional<ServiceInstance> service,
    Optional<DrainDocument> drain,
    List<RouterReport> routers,
    List<Verifier> verifiers,
    boolean routed,
    Instant now) {

  /**
   * Whether nothing of it runs, as far as anybody can tell: its agent is away, and Consul's check
   * is not green. Where only the agent is away the process goes on, and routers may use it.
   */
  public boolean isLost() {
    return !hostAlive && service.filter(ServiceInstance::passing).isEmpty();
  }
}
