package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long answers took to begin, as a histogram: milliseconds, rounded down to two significant
 * digits, to how many took so long. Histograms of several routers can be added up, quantiles
 * cannot.
 */
public record ResponseTimes(@JsonValue SortedMap<Integer, Long> counts) {
  public static final ResponseTimes NONE = new ResponseTimes(new TreeMap<>());

  private static final int DIGITS = 100;

  public ResponseTimes {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  @JsonCreator
  public static ResponseTimes of(Map<Integer, Long> counts) {
    return new ResponseTimes(new TreeMap<>(counts));
  }

  /** Milliseconds as they are counted. */
  public static int rounded(int millis) {
    var unit = 1;
    while (millis / unit >= DIGITS) {
      unit *= 10;
    }
    return Math.max(0, millis / unit * unit);
  }

  public ResponseTimes plus(ResponseTimes other) {
    var sum = new TreeMap<>(counts);
    other.counts.forEach((millis, count) -> sum.merge(millis, count, Long::sum));
    return new ResponseTimes(sum);
  }

  public long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many took longer than these milliseconds for certain. */
  public long slowerThan(int millis) {
    return counts.tailMap(millis + 1).values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The milliseconds within which this share of the answers began: the smallest that at least so
   * many did not exceed, rounded as they are counted; 0 if there were none.
   *
   * @param share above 0, below 1
   */
  public int quantile(double share) {
    var left = (long) Math.ceil(count() * share);
    for (var each : counts.entrySet()) {
      left -= each.getValue();
      if (left <= 0) {
        return each.getKey();
      }
    }
    return 0;
  }
}
