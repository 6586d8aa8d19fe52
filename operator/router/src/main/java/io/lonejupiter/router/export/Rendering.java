package io.lonejupiter.router.export;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A route table in another one's words.
 *
 * @param entries KV key to value, or {@code kind/name} of a configuration entry to its JSON
 * @param left what cannot be said in these words, each as a sentence that names the route
 */
public record Rendering(Map<String, String> entries, List<String> left) {

  /** Fills a rendering. */
  static final class Builder {
    private final Map<String, String> entries = new TreeMap<>();
    private final Set<String> left = new LinkedHashSet<>();

    void put(String key, String value) {
      entries.put(key, value);
    }

    void left(String route, String what) {
      left.add(route + ": " + what);
    }

    Rendering build() {
      return new Rendering(Collections.unmodifiableMap(entries), List.copyOf(left));
    }
  }
}
