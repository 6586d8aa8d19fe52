package io.lonejupiter.router.table;

import io.lonejupiter.core.document.RouteDocument.Run;
import io.lonejupiter.core.route.Shares;
import io.lonejupiter.model.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the requests of a route are divided among its backends: each request, or user, has a bucket,
 * and each bucket has a backend. Pure.
 */
public record Split(Shares shares) {

  /**
   * @param given who owns which buckets; null, or of other weights, where nobody is kept
   */
  static Split of(Route route, List<Run> given) {
    var known = new Shares(given == null ? List.of() : given);
    return new Split(known.areOf(route) ? known : Shares.of(route));
  }

  /** All to one backend. */
  public static Split all(String backend) {
    return new Split(new Shares(List.of(new Run(backend, 0, Shares.TOTAL))));
  }

  /**
   * The buckets as decimal prefixes, for a map that finds the longest one: {@code 1} and the
   * bucket's four digits. 5 % are {@code 10000..10499}, or the five longer prefixes beside {@code
   * 10}.
   */
  public Map<String, String> prefixes() {
    var prefixes = new TreeMap<String, String>();
    for (var run : shares.runs()) {
      for (var prefix : cover(Shares.TOTAL + run.from(), Shares.TOTAL + run.to())) {
        prefixes.put(prefix, run.backend());
      }
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
