package io.lonejupiter.core.placement;

import io.lonejupiter.core.unit.Quantities;
import io.lonejupiter.model.PlacementSpec;
import io.lonejupiter.model.PortSpec;
import io.lonejupiter.model.PreferredTag;
import io.lonejupiter.model.RunSpec;
import io.lonejupiter.model.SpreadBy;
import java.util.List;
import java.util.Set;

/**
 * What one instance asks of a host, with every default filled in.
 *
 * @param map {@code <namespace>/<map>}
 * @param instance name that the instance would get
 * @param avoided names of hosts that take it only where no other host does
 */
public record PlacementRequest(
    String map,
    String instance,
    List<String> requires,
    List<String> forbids,
    List<PreferredTag> prefers,
    SpreadBy spread,
    int maxPerHost,
    int cpuMillis,
    long memoryBytes,
    List<PortSpec> ports,
    Set<String> avoided) {

  public static PlacementRequest of(
      String map, String instance, PlacementSpec placement, RunSpec run) {
    var ports = run == null || run.ports() == null ? List.<PortSpec>of() : run.ports();
    if (placement == null) {
      return new PlacementRequest(
          map, instance, List.of(), List.of(), List.of(), SpreadBy.HOST, 0, 0, 0, ports, Set.of());
    }
    var resources = placement.resources();
    return new PlacementRequest(
        map,
        instance,
        orEmpty(placement.requires()),
        orEmpty(placement.forbids()),
        orEmpty(placement.prefers()),
        placement.spread() == null ? SpreadBy.HOST : placement.spread(),
        placement.maxPerHost() == null ? 0 : placement.maxPerHost(),
        resources == null ? 0 : Quantities.cpuMillis(resources.cpu()),
        resources == null ? 0 : Quantities.memoryBytes(resources.memory()),
        ports,
        Set.of());
  }

  public PlacementRequest avoiding(Set<String> hosts) {
    return new PlacementRequest(
        map,
        instance,
        requires,
        forbids,
        prefers,
        spread,
        maxPerHost,
        cpuMillis,
        memoryBytes,
        ports,
        Set.copyOf(hosts));
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
