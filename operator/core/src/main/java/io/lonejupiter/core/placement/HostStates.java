package io.lonejupiter.core.placement;

import io.lonejupiter.core.document.HostInfo;
import io.lonejupiter.core.unit.Quantities;
import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.AppDeploymentSpec;
import io.lonejupiter.model.AppHostSpec;
import io.lonejupiter.model.AppHostStatus;
import io.lonejupiter.model.HostFacts;
import io.lonejupiter.model.PortRange;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Puts a host's state together from what people, its agent and the instances on it say. */
public final class HostStates {
  private static final PortRange DEFAULT_PORTS = new PortRange(20_000, 29_999);

  private HostStates() {}

  /** An instance on a host; its ports are its own until its object is gone. */
  public record OnHost(String namespace, String name, AppDeploymentSpec spec) {}

  /**
   * @param status what was known of the host before; used while its agent is away
   * @param info empty: its agent is not there
   */
  public static HostState of(
      String name,
      AppHostSpec spec,
      AppHostStatus status,
      Optional<HostInfo> info,
      List<OnHost> instances) {
    var ports = new HashMap<Integer, String>();
    var perMap = new HashMap<String, Integer>();
    int cpu = 0;
    long memory = 0;
    for (var instance : instances) {
      for (AllocatedPort port : Optional.ofNullable(instance.spec().ports()).orElse(List.of())) {
        ports.put(port.port(), instance.namespace() + "/" + instance.name());
      }
      perMap.merge(instance.namespace() + "/" + instance.spec().map(), 1, Integer::sum);
      if (instance.spec().resources() != null) {
        cpu += Quantities.cpuMillis(instance.spec().resources().cpu());
        memory += Quantities.memoryBytes(instance.spec().resources().memory());
      }
    }
    var facts = status == null || status.facts() == null ? null : status.facts();
    return new HostState(
        name,
        info.map(HostInfo::address).orElse(status == null ? "" : status.address()),
        info.isPresent(),
        Boolean.TRUE.equals(spec.cordoned()),
        Boolean.TRUE.equals(spec.drain()),
        effectiveTags(spec, status, info),
        portRange(spec, info),
        info.map(HostInfo::cpuMillis).orElse(cpuOf(facts)) - reservedCpu(spec),
        info.map(HostInfo::memoryBytes).orElse(memoryOf(facts)) - reservedMemory(spec),
        cpu,
        memory,
        ports,
        perMap);
  }

  /** The agent's and the added tags together, sorted. */
  public static Set<String> effectiveTags(
      AppHostSpec spec, AppHostStatus status, Optional<HostInfo> info) {
    var tags = new TreeSet<String>();
    if (spec.tags() != null) {
      tags.addAll(spec.tags());
    }
    if (info.isPresent()) {
      tags.addAll(info.get().tags());
    } else if (status != null && status.measuredTags() != null) {
      tags.addAll(status.measuredTags());
    }
    return tags;
  }

  public static PortRange portRange(AppHostSpec spec, Optional<HostInfo> info) {
    if (spec.portRange() != null) {
      return spec.portRange();
    }
    return info.map(HostInfo::portRange).orElse(DEFAULT_PORTS);
  }

  private static int cpuOf(HostFacts facts) {
    return facts == null || facts.cpuMillis() == null ? 0 : facts.cpuMillis();
  }

  private static long memoryOf(HostFacts facts) {
    return facts == null || facts.memoryBytes() == null ? 0 : facts.memoryBytes();
  }

  private static int reservedCpu(AppHostSpec spec) {
    return spec.reserved() == null ? 0 : Quantities.cpuMillis(spec.reserved().cpu());
  }

  private static long reservedMemory(AppHostSpec spec) {
    return spec.reserved() == null ? 0 : Quantities.memoryBytes(spec.reserved().memory());
  }
}
