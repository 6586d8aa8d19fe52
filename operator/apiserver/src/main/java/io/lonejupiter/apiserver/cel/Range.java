package io.lonejupiter.apiserver.cel;

/**
 * The least and the most of a size or a cost, as numbers of 64 bits without sign. What is larger
 * counts as the largest, which also stands for "no bound".
 */
record Range(long min, long max) {
  /** The largest number there is. */
  static final long MAX = -1;

  static final Range ZERO = of(0);
  static final Range ONE = of(1);
  static final Range UNKNOWN = new Range(0, MAX);

  private static final double LIMIT = 0x1p64;
  private static final double HALF = 0x1p63;

  static Range of(long value) {
    return new Range(value, value);
  }

  static long sum(long a, long b) {
    long sum = a + b;
    return Long.compareUnsigned(sum, a) < 0 ? MAX : sum;
  }

  static long product(long a, long b) {
    return b != 0 && Long.compareUnsigned(a, Long.divideUnsigned(MAX, b)) > 0 ? MAX : a * b;
  }

  static long scaled(long value, double factor) {
    double scaled = Math.ceil(toDouble(value) * factor);
    if (scaled >= LIMIT) {
      return MAX;
    }
    return scaled >= HALF ? (long) (scaled - HALF) + Long.MIN_VALUE : (long) scaled;
  }

  static double toDouble(long value) {
    return value >= 0 ? value : (value >>> 1 | value & 1) * 2.0;
  }

  static long smaller(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }

  static long larger(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  Range plus(Range other) {
    return new Range(sum(min, other.min), sum(max, other.max));
  }

  Range times(Range other) {
    return new Range(product(min, other.min), product(max, other.max));
  }

  /** Rounded up, as costs are whole. */
  Range scaled(double factor) {
    return new Range(scaled(min, factor), scaled(max, factor));
  }

  Range union(Range other) {
    return new Range(smaller(min, other.min), larger(max, other.max));
  }
}
