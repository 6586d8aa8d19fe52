package io.lonejupiter.core.route;

import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteOverride;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Divides the backends of routes between the revisions of canaries: a map that holds 20 % of a
 * route and is at 5 % gives its new revision 1 % of it. A backend is divided if it means instances
 * of both revisions; one that names a version of either is the person's own choice and stays. Pure.
 */
public final class CanarySplit {
  private static final int FINE = 10_000;
  private static final String MAP = "map";

  private CanarySplit() {}

  public static List<Route> of(List<Route> routes, List<Canary> canaries) {
    var divided = routes;
    for (var canary : canaries) {
      divided = divided.stream().map(route -> of(route, canary)).toList();
    }
    return divided;
  }

  /** Whether a route sends requests to instances of the map, as far as its rules say. */
  public static boolean concerns(Route route, Canary canary) {
    return route.backendRefs().stream().anyMatch(ref -> meansBoth(ref, canary))
        || overrides(route).stream().anyMatch(o -> meansBoth(o.backendRef(), canary));
  }

  /** Why a route cannot be divided; empty if it can, or need not be. */
  public static Optional<String> obstacle(String where, Route route, Canary canary) {
    var refs = new ArrayList<>(route.backendRefs());
    overrides(route).forEach(override -> refs.add(override.backendRef()));
    var unclear =
        refs.stream()
            .filter(ref -> meansBoth(ref, canary) && !isOfMapAlone(ref, canary))
            .findFirst();
    return unclear.map(
        ref ->
            "%s sends requests to %s, which other maps run, too: name the map in its labels, as in {map: %s}"
                .formatted(where, BackendNames.of(ref), canary.map()));
  }

  private static Route of(Route route, Canary canary) {
    if (!concerns(route, canary)) {
      return route;
    }
    var total = route.weightTotal() == null ? 100 : route.weightTotal();
    var single = route.backendRefs().size() == 1;
    var refs = new ArrayList<BackendRef>();
    for (var ref : route.backendRefs()) {
      var weight = single ? FINE : ref.weight() * (FINE / total);
      if (isDivided(ref, canary)) {
        var next = Math.round(weight * canary.weight() / 100f);
        refs.add(narrowed(ref, canary.stable(), weight - next));
        refs.add(narrowed(ref, canary.next(), next));
      } else {
        refs.add(new BackendRef(ref.app(), ref.version(), ref.branch(), ref.labels(), weight));
      }
    }
    return route.withBackends(refs, FINE, overrides(route, canary));
  }

  /** Whoever is sent to the map by a header or cookie gets what serves. */
  private static List<RouteOverride> overrides(Route route, Canary canary) {
    var serving = canary.weight() == 100 ? canary.next() : canary.stable();
    return route.overrides() == null
        ? null
        : route.overrides().stream()
            .map(
                override ->
                    isDivided(override.backendRef(), canary)
                        ? override.withBackend(narrowed(override.backendRef(), serving, null))
                        : override)
            .toList();
  }

  private static List<RouteOverride> overrides(Route route) {
    return route.overrides() == null ? List.of() : route.overrides();
  }

  private static BackendRef narrowed(BackendRef ref, Map<String, String> revision, Integer weight) {
    var labels = new HashMap<>(labels(ref));
    labels.put(MAP, revision.get(MAP));
    labels.put("revision", revision.get("revision"));
    return new BackendRef(ref.app(), null, null, Map.copyOf(labels), weight);
  }

  /** What is divided stays divided: another map that comes meanwhile must not open it. */
  private static boolean isDivided(BackendRef ref, Canary canary) {
    return meansBoth(ref, canary) && (isOfMapAlone(ref, canary) || canary.begun());
  }

  private static boolean isOfMapAlone(BackendRef ref, Canary canary) {
    var labels = labels(ref);
    return canary.map().equals(labels.get(MAP))
        || canary.others().stream()
            .noneMatch(other -> other.entrySet().containsAll(labels.entrySet()));
  }

  private static boolean meansBoth(BackendRef ref, Canary canary) {
    var labels = labels(ref);
    return ref.app().equals(canary.app())
        && canary.stable().entrySet().containsAll(labels.entrySet())
        && canary.next().entrySet().containsAll(labels.entrySet());
  }

  /** The labels of the instances that a backend means. */
  public static Map<String, String> labels(BackendRef ref) {
    if (ref.version() != null) {
      return Map.of("version", ref.version());
    }
    return ref.branch() != null ? Map.of("branch", ref.branch()) : ref.labels();
  }
}
