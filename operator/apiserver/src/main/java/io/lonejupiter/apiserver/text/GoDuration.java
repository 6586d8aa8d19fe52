package io.lonejupiter.apiserver.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1h15m30.918s}. Pure. */
public final class GoDuration {
  private static final Pattern PART =
      Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)([^.\\d]*)", Pattern.DOTALL);
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private GoDuration() {}

  /**
   * As {@code time.ParseDuration} of Go.
   *
   * @throws IllegalArgumentException in its words
   */
  public static Duration parse(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String rest = signed ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(rest);
    do {
      if (!part.lookingAt()) {
        throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
      }
      nanos = nanos.add(new BigDecimal(amount(part.group(1))).multiply(nanos(part.group(2), text)));
      part.region(part.end(), rest.length());
    } while (part.regionStart() < rest.length());
    if (nanos.compareTo(MAX) > 0) {
      throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
    }
    long whole = nanos.setScale(0, RoundingMode.DOWN).longValueExact();
    return Duration.ofNanos(text.startsWith("-") ? -whole : whole);
  }

  private static String amount(String digits) {
    return digits.endsWith(".") ? digits + "0" : digits;
  }

  private static BigDecimal nanos(String unit, String text) {
    if (unit.isEmpty()) {
      throw new IllegalArgumentException("time: missing unit in duration \"" + text + "\"");
    }
    Long nanos = NANOS.get(unit);
    if (nanos == null) {
      throw new IllegalArgumentException(
          "time: unknown unit \"" + unit + "\" in duration \"" + text + "\"");
    }
    return BigDecimal.valueOf(nanos);
  }
}
