package io.lonejupiter.core.rollout;

import io.lonejupiter.model.RolloutSpec;
import io.lonejupiter.model.SuspectHost;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All that the progress of a rollout depends on, as of one moment.
 *
 * @param revision the wanted one
 * @param wanted how many instances
 * @param spec null: all defaults
 * @param instances all AppDeployments of the map, whatever their state
 * @param gates what instances have to pass
 * @param suspects hosts that the map avoids
 * @param routed whether any route sends requests to the map
 * @param routes what every live router obeys; empty: not all the same, or none yet
 * @param obstacle why no route can divide the map's traffic; null if every one can
 * @param stableSample what routers counted of the stable revision since the division they obey
 * @param sample the same of the new one
 * @param readings what Prometheus gave for the queries of the current step, in their order
 */
public record ProgressFacts(
    String revision,
    int wanted,
    RolloutSpec spec,
    List<InstanceState> instances,
    Gates gates,
    List<SuspectHost> suspects,
    boolean routed,
    Optional<Division> routes,
    String obstacle,
    Sample stableSample,
    Sample sample,
    List<Reading> readings,
    RolloutOrder order,
    Instant now) {

  /** A revision and the percent of the map's traffic that it gets. */
  public record Division(String revision, int weight) {}

  /** Whether all requests are divided so, or there are none to divide. */
  boolean follow(String revision, int weight) {
    return !routed || routes.filter(new Division(revision, weight)::equals).isPresent();
  }

  /** Now, as statuses have it. */
  String second() {
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Instances of a revision that are wanted and ready. */
  List<InstanceState> readyOf(String revision) {
    return instances().stream()
        .filter(i -> i.running() && i.ready() && i.revision().equals(revision))
        .toList();
  }

  /** How many they are. */
  int ready(String revision) {
    return readyOf(revision).size();
  }

  boolean none(Predicate<InstanceState> kind) {
    return instances().stream().noneMatch(kind);
  }
}
