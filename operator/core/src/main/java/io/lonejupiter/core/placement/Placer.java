package io.lonejupiter.core.placement;

import io.lonejupiter.core.placement.Placement.Placed;
import io.lonejupiter.core.placement.Placement.Unplaceable;
import io.lonejupiter.model.HostReason;
import io.lonejupiter.model.SpreadBy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the host for an instance:
 *
 * <ol>
 *   <li>hosts with an {@link Obstacle} are out, each with its one reason;
 *   <li>of the others the one with the fewest instances of the map comes first (or the most, with
 *       spread None), then the one with more preferred tags by weight, then the one with fewer
 *       instances at all, then more free memory, then the name.
 * </ol>
 */
public final class Placer {
  private Placer() {}

  public static Placement place(PlacementRequest request, List<HostState> hosts) {
    var fitting = new ArrayList<HostState>();
    var reasons = new ArrayList<HostReason>();
    var remedies = new ArrayList<String>();
    var byName = hosts.stream().sorted(Comparator.comparing(HostState::name)).toList();
    for (var host : byName) {
      var obstacle = Obstacle.first(host, request);
      if (obstacle.isEmpty()) {
        fitting.add(host);
      } else {
        reasons.add(new HostReason(host.name(), obstacle.get().reason()));
        remedies.add(obstacle.get().remedy());
      }
    }
    if (fitting.isEmpty()) {
      var suggestion = remedies.isEmpty() ? "start an agent on a host" : remedies.get(0);
      return new Unplaceable(List.copyOf(reasons), "To make it fit: " + suggestion);
    }
    var best = fitting.stream().min(order(request)).orElseThrow();
    return new Placed(best.name(), best.address(), FreePorts.allocate(best, request.ports()));
  }

  private static Comparator<HostState> order(PlacementRequest request) {
    Comparator<HostState> spread = Comparator.comparingInt(h -> h.instancesOf(request.map()));
    return (request.spread() == SpreadBy.NONE ? spread.reversed() : spread)
        .thenComparing(Comparator.comparingInt((HostState h) -> preference(h, request)).reversed())
        .thenComparingInt(HostState::instances)
        .thenComparing(Comparator.comparingLong(HostState::freeMemoryBytes).reversed())
        .thenComparing(HostState::name);
  }

  private static int preference(HostState host, PlacementRequest request) {
    return request.prefers().stream()
        .filter(preferred -> host.tags().contains(preferred.tag()))
        .mapToInt(preferred -> preferred.weight() == null ? 1 : preferred.weight())
        .sum();
  }
}
