package io.lonejupiter.router.haproxy;

import io.lonejupiter.router.table.Feature;
import java.util.List;

/**
 * What only a reload changes.
 *
 * @param sizes number of servers of each backend
 * @param features that rules are decided by, in the order in which they are looked at
 */
public record Layout(List<Integer> sizes, List<Feature> features) {
  /** That of nothing: whatever is wanted needs a reload. */
  public static final Layout NONE = new Layout(List.of(), List.of());

  public Layout {
    sizes = List.copyOf(sizes);
    features = List.copyOf(features);
  }

  /** Whether all of another layout has room in this one. */
  public boolean holds(Layout other) {
    if (other.sizes.size() > sizes.size() || !other.features.equals(features)) {
      return false;
    }
    for (var slot = 0; slot < other.sizes.size(); slot++) {
      if (other.sizes.get(slot) > sizes.get(slot)) {
        return false;
      }
    }
    return true;
  }
}
