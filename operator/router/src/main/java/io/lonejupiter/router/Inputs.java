package io.lonejupiter.router;

import static java.util.Comparator.naturalOrder;

import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.router.table.RouteIntake;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All that a router goes by, as it was read last. Immutable.
 *
 * @param drains by instance id
 * @param instances by app; an app that was not read yet is not in here
 * @param unreachableSince since when Consul says nothing new; empty: it answers
 */
record Inputs(
    RouteIntake routes,
    Map<String, DrainDocument> drains,
    Map<String, List<ServiceInstance>> instances,
    Optional<Instant> unreachableSince) {

  Inputs with(RouteIntake other) {
    return new Inputs(other, drains, instances, unreachableSince);
  }

  Inputs withDrains(Map<String, DrainDocument> other) {
    return new Inputs(routes, Map.copyOf(other), instances, unreachableSince);
  }

  /** Without this one, if it is still there and no other has come. */
  Inputs withoutDrain(DrainDocument ended) {
    var kept = new TreeMap<>(drains);
    kept.remove(ended.instanceId(), ended);
    return withDrains(kept);
  }

  Inputs withInstances(Map<String, List<ServiceInstance>> others) {
    var all = new TreeMap<>(instances);
    others.forEach((app, other) -> all.put(app, List.copyOf(other)));
    return new Inputs(routes, drains, Map.copyOf(all), unreachableSince);
  }

  Inputs withoutInstancesBut(Set<String> apps) {
    var kept = new TreeMap<>(instances);
    kept.keySet().retainAll(apps);
    return new Inputs(routes, drains, Map.copyOf(kept), unreachableSince);
  }

  /**
   * With what the watches say of Consul. An outage goes on from when it was first found, also by
   * the router before this one, until Consul answers.
   *
   * @param since since when something that is followed cannot be read; empty if nothing is known to
   *     be so
   * @param answered whether Consul ever answered this router
   */
  Inputs withOutage(Optional<Instant> since, boolean answered) {
    var next =
        since.isPresent()
            ? Stream.concat(since.stream(), unreachableSince.stream()).min(naturalOrder())
            : answered ? Optional.<Instant>empty() : unreachableSince;
    return next.equals(unreachableSince) ? this : new Inputs(routes, drains, instances, next);
  }

  /** Apps that the documents name. */
  static Set<String> apps(Iterable<RouteDocument> documents) {
    var apps = new HashSet<String>();
    documents.forEach(document -> document.eachApp(apps::add));
    return new TreeSet<>(apps);
  }
}
