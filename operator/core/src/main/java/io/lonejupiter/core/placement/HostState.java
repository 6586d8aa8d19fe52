package io.lonejupiter.core.placement;

import io.lonejupiter.core.placement.Placement.Placed;
import io.lonejupiter.model.PortRange;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A host as placement sees it: an immutable value, as of one moment.
 *
 * @param alive its agent is there
 * @param tags its own and the added ones
 * @param cpuMillis what instances may use together, 0 if not known
 * @param memoryBytes the same
 * @param usedPorts port to the name of who has it
 * @param instancesByMap {@code <namespace>/<map>} to instances
 */
public record HostState(
    String name,
    String address,
    boolean alive,
    boolean cordoned,
    boolean draining,
    Set<String> tags,
    PortRange portRange,
    int cpuMillis,
    long memoryBytes,
    int usedCpuMillis,
    long usedMemoryBytes,
    Map<Integer, String> usedPorts,
    Map<String, Integer> instancesByMap) {

  public int instancesOf(String map) {
    return instancesByMap.getOrDefault(map, 0);
  }

  public int instances() {
    return instancesByMap.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The same host with one more instance on it. */
  public HostState with(PlacementRequest request, Placed placed) {
    var ports = new HashMap<>(usedPorts);
    placed.ports().forEach(port -> ports.put(port.port(), request.instance()));
    var instances = new HashMap<>(instancesByMap);
    instances.merge(request.map(), 1, Integer::sum);
    return new HostState(
        name,
        address,
        alive,
        cordoned,
        draining,
        tags,
        portRange,
        cpuMillis,
        memoryBytes,
        usedCpuMillis + request.cpuMillis(),
        usedMemoryBytes + request.memoryBytes(),
        Map.copyOf(ports),
        Map.copyOf(instances));
  }

  /** The same host, as if it had this many instances of a map. */
  public HostState withInstancesOf(String map, int count) {
    var instances = new HashMap<>(instancesByMap);
    instances.put(map, count);
    return new HostState(
        name,
        address,
        alive,
        cordoned,
        draining,
        tags,
        portRange,
        cpuMillis,
        memoryBytes,
        usedCpuMillis,
        usedMemoryBytes,
        usedPorts,
        Map.copyOf(instances));
  }

  public int freeCpuMillis() {
    return cpuMillis - usedCpuMillis;
  }

  public long freeMemoryBytes() {
    return memoryBytes - usedMemoryBytes;
  }
}
