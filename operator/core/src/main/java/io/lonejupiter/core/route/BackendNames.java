package io.lonejupiter.core.route;

import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.Route;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How backends and routes are called in reports, status and logs. */
public final class BackendNames {
  private BackendNames() {}

  /** {@code shop:1.0.0}, {@code shop@devel} or {@code shop{role=primary}}. */
  public static String of(BackendRef ref) {
    if (ref.version() != null) {
      return ref.app() + ":" + ref.version();
    }
    if (ref.branch() != null) {
      return ref.app() + "@" + ref.branch();
    }
    return new TreeMap<>(ref.labels())
        .entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(",", ref.app() + "{", "}"));
  }

  /** The name of a route, or its index if it has none. */
  public static String of(Route route, int index) {
    return route.name() == null ? Integer.toString(index) : route.name();
  }
}
