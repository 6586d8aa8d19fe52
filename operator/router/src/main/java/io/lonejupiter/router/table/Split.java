package io.lonejupiter.router.table;

import io.lonejupiter.core.document.RouteDocument.Run;
import io.lonejupiter.core.route.Shares;
import io.lonejupiter.model.Route;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** Nobody comes to any backend. */
  static final Split NONE = new Split(new Shares(List.of()));

  /** The backend that has all of it. */
  public Optional<String> only() {
    return shares.runs().size() == 1
        ? Optional.of(shares.runs().get(0).backend())
        : Optional.empty();
  }

  /** All to one backend. */
  public static Split all(String backend) {
    return new Split(new Shares(List.of(new Run(backend, 0, Shares.TOTAL))));
  }

  /**
   * The same with the buckets of some backends given to the others by their weights; as it is where
   * no other has any.
   *
   * @param gone backends that cannot answer
   */
  Split without(Set<String> gone) {
    var weights = new LinkedHashMap<String, Integer>();
    var total = 0;
    for (var run : shares.runs()) {
      if (!gone.contains(run.backend())) {
        weights.merge(run.backend(), run.length(), Integer::sum);
        total += run.length();
      }
    }
    if (total == 0 || total == Shares.TOTAL) {
      return this;
    }
    var orphans = Shares.TOTAL - total;
    var heirs = new ArrayDeque<Run>();
    var weight = 0;
    for (var backend : weights.entrySet()) {
      var from = (int) ((long) orphans * weight / total);
      weight += backend.getValue();
      heirs.add(new Run(backend.getKey(), from, (int) ((long) orphans * weight / total)));
    }
    var runs = new ArrayList<Run>();
    var taken = 0;
    for (var run : shares.runs()) {
      for (var at = run.from(); at < run.to(); ) {
        if (!gone.contains(run.backend())) {
          add(runs, run);
          break;
        }
        while (heirs.element().to() <= taken) {
          heirs.remove();
        }
        var length = Math.min(run.to() - at, heirs.element().to() - taken);
        add(runs, new Run(heirs.element().backend(), at, at + length));
        taken += length;
        at += length;
      }
    }
    return new Split(new Shares(runs));
  }

  private static void add(List<Run> runs, Run run) {
    var last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
    if (last != null && last.backend().equals(run.backend())) {
      runs.set(runs.size() - 1, new Run(run.backend(), last.from(), run.to()));
    } else {
      runs.add(run);
    }
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
