package io.lonejupiter.core.instance;

import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.core.port.ServiceInstance;
import java.util.Objects;
import java.util.Optional;

/** Whether an instance may get traffic, as Consul and its host say. Pure. */
public final class Green {
  private Green() {}

  /**
   * Its checks are green, and for the process that its host has now.
   *
   * @param service how it is registered; empty: it is not
   * @param report what its host says of it. Without one the agent is away: Consul's word stands for
   *     the process it last knew
   */
  public static boolean of(Optional<ServiceInstance> service, Optional<InstanceReport> report) {
    return service.filter(ServiceInstance::passing).isPresent()
        && (report.isEmpty() || Objects.equals(report.get().token(), service.get().token()));
  }
}
