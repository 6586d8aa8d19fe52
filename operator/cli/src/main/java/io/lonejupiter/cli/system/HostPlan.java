package io.lonejupiter.cli.system;

import java.util.List;
import java.util.stream.IntStream;

/** One of the hosts that {@code up} makes of this machine, each on its own loopback address. */
record HostPlan(String name, String address, List<String> tags) {
  static final int MOST = 200;

  /** Different from each other, so that tags have something to decide: one north, one not ssd. */
  static List<HostPlan> of(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(HostPlan::number).toList();
  }

  private static HostPlan number(int number) {
    String zone = number % 3 == 1 ? "zone=north" : "zone=south";
    List<String> tags = number % 3 == 0 ? List.of(zone) : List.of(zone, "ssd");
    return new HostPlan("host-" + number, "127.0.0." + (number + 1), tags);
  }
}
