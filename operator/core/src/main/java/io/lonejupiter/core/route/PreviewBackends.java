package io.lonejupiter.core.route;

import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteOverride;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What backends with the label {@code rollout: preview} mean now: the newest revision of their map,
 * from its first instance on and whatever its share, so that people and tests can see it before
 * others do. Pure.
 */
public final class PreviewBackends {
  public static final String LABEL = "rollout";
  public static final String PREVIEW = "preview";

  private static final String MAP = "map";

  /** No revision is called so: they are hashes. */
  private static final String NOTHING = "none";

  private final Map<String, String> revisions;

  private PreviewBackends(Map<String, String> revisions) {
    this.revisions = revisions;
  }

  /**
   * @param revisions map to its newest revision; a backend of any other map means no instance
   */
  public static List<Route> resolved(List<Route> routes, Map<String, String> revisions) {
    var backends = new PreviewBackends(revisions);
    return routes.stream().map(backends::resolved).toList();
  }

  /** Whether a backend means whatever is newest. */
  public static boolean isPreview(BackendRef ref) {
    return ref.labels() != null && PREVIEW.equals(ref.labels().get(LABEL));
  }

  private Route resolved(Route route) {
    var overrides = route.overrides();
    var some =
        route.backendRefs().stream().anyMatch(PreviewBackends::isPreview)
            || overrides != null && overrides.stream().anyMatch(o -> isPreview(o.backendRef()));
    return some
        ? route.withBackends(
            route.backendRefs().stream().map(this::resolved).toList(),
            route.weightTotal(),
            overrides == null ? null : overrides.stream().map(this::resolved).toList())
        : route;
  }

  private RouteOverride resolved(RouteOverride override) {
    return override.withBackend(resolved(override.backendRef()));
  }

  private BackendRef resolved(BackendRef ref) {
    if (!isPreview(ref)) {
      return ref;
    }
    var revision = revisions.getOrDefault(ref.labels().get(MAP), NOTHING);
    var labels = new HashMap<>(ref.labels());
    labels.remove(LABEL);
    labels.put("revision", revision);
    return new BackendRef(ref.app(), null, null, Map.copyOf(labels), ref.weight());
  }
}
