package io.lonejupiter.tools;

import java.util.List;
import java.util.stream.IntStream;

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
  private static final int COUNT = 5;

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
    return free(address, 1).get(0);
  }

  /** The ports of so many agents that are to run at the same time. */
  static List<ConsulPorts> free(String address, int agents) {
    List<Integer> free = Ports.free(address, agents * COUNT);
    return IntStream.range(0, agents)
        .mapToObj(agent -> free.subList(agent * COUNT, (agent + 1) * COUNT))
        .map(of -> new ConsulPorts(of.get(0), of.get(1), of.get(2), of.get(3), of.get(4)))
        .toList();
  }

  /** Those of the ports that something listens on now. */
  public List<Integer> taken(String address) {
    return all().stream().filter(port -> !Ports.isFree(address, port)).toList();
  }

  private List<Integer> all() {
    return List.of(http, dns, serfLan, serfWan, server);
  }
}
