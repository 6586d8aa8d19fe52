package io.lonejupiter.core.simulation;

import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/** Many histories, each made from its seed alone. */
public final class Histories {
  private Histories() {}

  /**
   * Lives through all of them on all cores. Of those that fail, what the smallest seed's threw is
   * thrown: the same one in every run.
   */
  public static void each(LongStream seeds, LongConsumer history) {
    var failures = new ConcurrentSkipListMap<Long, Throwable>();
    seeds
        .parallel()
        .filter(seed -> failures.headMap(seed).isEmpty())
        .forEach(
            seed -> {
              try {
                history.accept(seed);
              } catch (RuntimeException | AssertionError e) {
                failures.put(seed, e);
              }
            });
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.firstEntry().getValue());
    }
  }
}
