package io.lonejupiter.router.haproxy;

import io.lonejupiter.router.table.BackendSettings;
import io.lonejupiter.router.table.Vocabulary;
import java.util.List;

/**
 * What only a reload changes.
 *
 * @param sizes number of servers of each backend
 * @param settings of each backend
 */
public record Layout(List<Integer> sizes, List<BackendSettings> settings, Vocabulary vocabulary) {
  /** That of nothing: whatever is wanted needs a reload. */
  public static final Layout NONE = new Layout(List.of(), List.of(), Vocabulary.NONE);

  public Layout {
    sizes = List.copyOf(sizes);
    settings = List.copyOf(settings);
  }

  /** Whether all of another layout has room in this one. */
  public boolean holds(Layout other) {
    if (other.sizes.size() > sizes.size() || !other.vocabulary.equals(vocabulary)) {
      return false;
    }
    for (var slot = 0; slot < other.sizes.size(); slot++) {
      if (other.sizes.get(slot) > sizes.get(slot)
          || !other.settings.get(slot).equals(settings.get(slot))) {
        return false;
      }
    }
    return true;
  }
}
