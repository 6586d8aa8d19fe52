package io.lonejupiter.core.placement;

import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.PortSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The next available ports of a host. */
public final class FreePorts {
  private FreePorts() {}

  /** All free ports of the host's range, lowest first. */
  static IntStream of(HostState host) {
    var range = host.portRange();
    return IntStream.rangeClosed(range.from(), range.to())
        .filter(port -> !host.usedPorts().containsKey(port));
  }

  /** How many those are. */
  static int count(HostState host) {
    var range = host.portRange();
    var used =
        host.usedPorts().keySet().stream()
            .filter(port -> port >= range.from() && port <= range.to())
            .count();
    return range.to() - range.from() + 1 - (int) used;
  }

  /** Fixed ports as they are, the others the lowest free ones. */
  static List<AllocatedPort> allocate(HostState host, List<PortSpec> ports) {
    var fixed = ports.stream().map(PortSpec::port).toList();
    var free = of(host).filter(port -> !fixed.contains(port)).iterator();
    var allocated = new ArrayList<AllocatedPort>();
    for (var port : ports) {
      allocated.add(
          new AllocatedPort(port.name(), port.port() == null ? free.next() : port.port()));
    }
    return List.copyOf(allocated);
  }

  /**
   * The next free port above one that a stranger turned out to have, going round at the end of the
   * range.
   */
  public static OptionalInt nextAfter(HostState host, int taken) {
    var above = of(host).filter(port -> port > taken).findFirst();
    return above.isPresent() ? above : of(host).filter(port -> port != taken).findFirst();
  }
}
