package io.lonejupiter.router.table;

import io.lonejupiter.core.route.BackendNames;
import io.lonejupiter.model.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the requests of a route are divided among its backends: a request's bucket is a number below
 * the total, and each backend owns a run of buckets as long as its weight. Pure.
 *
 * @param total number of buckets; 1 where there is nothing to divide
 * @param weights backend to its number of buckets, in the order of the route
 */
public record Split(int total, Map<String, Integer> weights) {

  static int total(Route route) {
    return route.weightTotal() == null ? 100 : route.weightTotal();
  }

  /** All to one backend. */
  public static Split all(String backend) {
    return new Split(1, Map.of(backend, 1));
  }

  static Split of(Route route) {
    if (route.backendRefs().size() == 1) {
      return all(BackendNames.of(route.backendRefs().get(0)));
    }
    var weights = new LinkedHashMap<String, Integer>();
    for (var backend : route.backendRefs()) {
      weights.merge(BackendNames.of(backend), backend.weight(), Integer::sum);
    }
    return new Split(total(route), weights);
  }

  /**
   * The buckets as decimal prefixes, for a map that finds the longest one: {@code 1} and the
   * bucket's digits, so that each has the same number of them. 5 % of 100 are {@code 100..104}, or
   * the five longer prefixes beside {@code 10}.
   */
  public Map<String, String> prefixes() {
    var prefixes = new TreeMap<String, String>();
    var from = total;
    for (var weight : weights.entrySet()) {
      for (var prefix : cover(from, from + weight.getValue())) {
        prefixes.put(prefix, weight.getKey());
      }
      from += weight.getValue();
    }
    return prefixes;
  }

  /** The fewest decimal prefixes that hold all numbers of {@code [from, to)} and no other. */
  private static List<String> cover(int from, int to) {
    var prefixes = new ArrayList<String>();
    var at = from;
    while (at < to) {
      var size = 1;
      while (at % (size * 10) == 0 && at + size * 10 <= to && at / (size * 10) > 0) {
        size *= 10;
      }
      prefixes.add(String.valueOf(at / size));
      at += size;
    }
    return prefixes;
  }
}
