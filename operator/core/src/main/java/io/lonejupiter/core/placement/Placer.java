package io.lonejupiter.core.placement;

import io.lonejupiter.core.placement.Placement.Placed;
import io.lonejupiter.core.placement.Placement.Unplaceable;
import io.lonejupiter.model.HostReason;
import io.lonejupiter.model.SpreadBy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds the host for an instance:
 *
 * <ol>
 *   <li>hosts with an {@link Obstacle} are out, each with its one reason; the suggestion is what
 *       would have to change at the host with the fewest of them;
 *   <li>of the others one that is not avoided comes first, then the one with the fewest instances
 *       of the map comes first (or the most, with spread None), then the one with more preferred
 *       tags by weight, then the one with fewer instances at all, then more free memory, then the
 *       name.
 * </ol>
 */
public final class Placer {
  private Placer() {}

  public static Placement place(PlacementRequest request, List<HostState> hosts) {
    var fitting = new ArrayList<HostState>();
    var reasons = new ArrayList<HostReason>();
    var byName = hosts.stream().sorted(Comparator.comparing(HostState::name)).toList();
    for (var host : byName) {
      var obstacle = Obstacle.first(host, request);
      if (obstacle.isEmpty()) {
        fitting.add(host);
      } else {
        reasons.add(new HostReason(host.name(), obstacle.get().reason()));
      }
    }
    if (fitting.isEmpty()) {
      return new Unplaceable(
          List.copyOf(reasons), "To make it fit: " + smallestChange(request, byName));
    }
    var best = fitting.stream().min(order(request)).orElseThrow();
    return new Placed(best.name(), best.address(), FreePorts.allocate(best, request.ports()));
  }

  /** Each host with its one reason, or that it fits, in order of their names. */
  public static List<HostReason> explain(PlacementRequest request, List<HostState> hosts) {
    return hosts.stream()
        .sorted(Comparator.comparing(HostState::name))
        .map(
            host ->
                new HostReason(
                    host.name(),
                    Obstacle.first(host, request).map(Obstacle::reason).orElse("fits")))
        .toList();
  }

  private static String smallestChange(PlacementRequest request, List<HostState> hosts) {
    return hosts.stream()
        .map(host -> Obstacle.all(host, request))
        .min(Comparator.comparingInt(List::size))
        .map(all -> all.stream().map(Obstacle::remedy).collect(Collectors.joining(", and ")))
        .orElse("start an agent on a host");
  }

  private static Comparator<HostState> order(PlacementRequest request) {
    Comparator<HostState> spread = Comparator.comparingInt(h -> h.instancesOf(request.map()));
    return Comparator.comparing((HostState h) -> request.avoided().contains(h.name()))
        .thenComparing(request.spread() == SpreadBy.NONE ? spread.reversed() : spread)
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
