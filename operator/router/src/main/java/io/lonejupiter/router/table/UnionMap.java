package io.lonejupiter.router.table;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A map that is put together of parts, no two of which have a key in common. Two such maps that
 * have most of their parts in common - the very same objects - are compared by the others alone, so
 * that a small change of a large map costs little. Nobody may change a part.
 */
public final class UnionMap<V> extends AbstractMap<String, V> {
  private final List<Map<String, V>> parts;
  private final int size;

  /** All parts as one; null until somebody looks for a key. */
  private volatile Map<String, V> all;

  private UnionMap(List<Map<String, V>> parts) {
    this.parts = parts;
    this.size = parts.stream().mapToInt(Map::size).sum();
  }

  /** The union of these, and of the parts of those that are unions themselves. */
  public static <V> UnionMap<V> of(Collection<? extends Map<String, V>> parts) {
    var flat = new ArrayList<Map<String, V>>();
    for (var part : parts) {
      if (part instanceof UnionMap<V> union) {
        flat.addAll(union.parts);
      } else if (!part.isEmpty()) {
        flat.add(part);
      }
    }
    return new UnionMap<>(List.copyOf(flat));
  }

  /**
   * What another map need not be asked about: the map without the parts that the other one has,
   * too. What is left may still be equal to what the other has.
   */
  public static <V> Map<String, V> apart(Map<String, V> map, Map<String, V> other) {
    if (map == other) {
      return Map.of();
    }
    if (map instanceof UnionMap<V> union && other instanceof UnionMap<V> others) {
      Set<Map<String, V>> common = Collections.newSetFromMap(new IdentityHashMap<>());
      common.addAll(others.parts);
      return new UnionMap<>(union.parts.stream().filter(part -> !common.contains(part)).toList());
    }
    return map;
  }

  private Map<String, V> all() {
    if (all == null) {
      if (parts.size() == 1) {
        all = parts.get(0);
      } else {
        var merged = new HashMap<String, V>(size * 2);
        parts.forEach(merged::putAll);
        all = merged;
      }
    }
    return all;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean containsKey(Object key) {
    return size > 0 && all().containsKey(key);
  }

  @Override
  public V get(Object key) {
    return size > 0 ? all().get(key) : null;
  }

  @Override
  public Set<Entry<String, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, V>> iterator() {
        return parts.stream().flatMap(part -> part.entrySet().stream()).iterator();
      }

      @Override
      public int size() {
        return size;
      }
    };
  }
}
