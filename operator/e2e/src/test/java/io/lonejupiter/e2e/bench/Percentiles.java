package io.lonejupiter.e2e.bench;

import java.util.List;

/** Sorted samples in milliseconds. */
record Percentiles(List<Double> samples) {
  Percentiles {
    samples = samples.stream().sorted().toList();
  }

  double at(double percent) {
    var index = (int) Math.ceil(percent / 100 * samples.size()) - 1;
    return samples.get(Math.max(0, index));
  }

  @Override
  public String toString() {
    return "n=%d p50=%.1f ms p99=%.1f ms max=%.1f ms"
        .formatted(samples.size(), at(50), at(99), at(100));
  }
}
