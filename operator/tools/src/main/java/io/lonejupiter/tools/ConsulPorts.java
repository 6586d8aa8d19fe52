package io.lonejupiter.tools;

import java.util.List;

/**
 * The ports of one Consul agent.
 *
 * @param http TCP
 * @param dns TCP and UDP
 * @param serfLan gossip, TCP and UDP
 * @param serfWan gossip between data centres, TCP and UDP
 * @param server Raft and RPC, TCP
 */
public record ConsulPorts(int http, int dns, int serfLan, int serfWan, int server) {

  public ConsulPorts {
    List<Integer> all = List.of(http, dns, serfLan, serfWan, server);
    for (int port : all) {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("Consul port " + port + " is not in 1..65535");
      }
    }
    if (all.stream().distinct().count() != all.size()) {
      throw new IllegalArgumentException("Consul ports " + all + " are not all different");
    }
  }

  /** Consul's own numbers: 8500, 8600, 8301, 8302, 8300. */
  public static ConsulPorts standard() {
    return new ConsulPorts(8500, 8600, 8301, 8302, 8300);
  }

  /** Ports of this address that are free now. */
  public static ConsulPorts free(String address) {
    List<Integer> free = Ports.free(address, 5);
    return new ConsulPorts(free.get(0), free.get(1), free.get(2), free.get(3), free.get(4));
  }

  /** Those of the ports that something listens on now. */
  public List<Integer> taken(String address) {
    return all().stream().filter(port -> !Ports.isFree(address, port)).toList();
  }

  private List<Integer> all() {
    return List.of(http, dns, serfLan, serfWan, server);
  }
}
