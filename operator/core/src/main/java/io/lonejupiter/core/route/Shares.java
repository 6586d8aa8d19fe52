package io.lonejupiter.core.route;

import io.lonejupiter.core.document.RouteDocument.Run;
import io.lonejupiter.model.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of the {@link #TOTAL} buckets of a route each backend owns, as many as its weight. A user
 * that is kept stays in a bucket, so who owns it decides where the user is. Pure.
 *
 * @param runs in the order of their buckets, without a gap
 */
public record Shares(List<Run> runs) {
  /** Steps of 0.01 %. */
  public static final int TOTAL = 10_000;

  public Shares {
    runs = List.copyOf(runs);
  }

  /** Each backend's buckets side by side, in the order of the route. */
  public static Shares of(Route route) {
    return new Shares(List.of()).next(route);
  }

  /**
   * The buckets after the weights of a route have changed: a backend that has too many gives its
   * last ones, one that has too few takes of those. So a user goes to another backend only where
   * that cannot be helped, and never to one whose weight has not grown.
   */
  public Shares next(Route route) {
    var weights = weights(route);
    var owned = new LinkedHashMap<String, Integer>();
    var owners = new String[TOTAL];
    for (var run : isWhole() ? runs : List.<Run>of()) {
      owned.merge(run.backend(), run.length(), Integer::sum);
      Arrays.fill(owners, run.from(), run.to(), run.backend());
    }
    for (var bucket = TOTAL - 1; bucket >= 0; bucket--) {
      var owner = owners[bucket];
      if (owner != null && owned.get(owner) > weights.getOrDefault(owner, 0)) {
        owned.merge(owner, -1, Integer::sum);
        owners[bucket] = null;
      }
    }
    var bucket = 0;
    for (var weight : weights.entrySet()) {
      for (var missing = weight.getValue() - owned.getOrDefault(weight.getKey(), 0);
          missing > 0;
          missing--) {
        while (owners[bucket] != null) {
          bucket++;
        }
        owners[bucket] = weight.getKey();
      }
    }
    return new Shares(runs(owners));
  }

  /** Whether these are the shares of a route, whatever their order. */
  public boolean areOf(Route route) {
    var owned = new LinkedHashMap<String, Integer>();
    runs.forEach(run -> owned.merge(run.backend(), run.length(), Integer::sum));
    var weights = weights(route);
    weights.values().removeIf(weight -> weight == 0);
    return isWhole() && owned.equals(weights);
  }

  private boolean isWhole() {
    var at = 0;
    for (var run : runs) {
      if (run.backend() == null || run.from() != at || run.length() <= 0) {
        return false;
      }
      at = run.to();
    }
    return at == TOTAL;
  }

  private static List<Run> runs(String[] owners) {
    var runs = new ArrayList<Run>();
    var from = 0;
    for (var bucket = 1; bucket <= TOTAL; bucket++) {
      if (bucket == TOTAL || !owners[bucket].equals(owners[from])) {
        runs.add(new Run(owners[from], from, bucket));
        from = bucket;
      }
    }
    return runs;
  }

  private static Map<String, Integer> weights(Route route) {
    var weights = new LinkedHashMap<String, Integer>();
    if (route.backendRefs().size() == 1) {
      weights.put(BackendNames.of(route.backendRefs().get(0)), TOTAL);
      return weights;
    }
    var total = route.weightTotal() == null ? 100 : route.weightTotal();
    for (var backend : route.backendRefs()) {
      weights.merge(BackendNames.of(backend), backend.weight() * (TOTAL / total), Integer::sum);
    }
    return weights;
  }
}
