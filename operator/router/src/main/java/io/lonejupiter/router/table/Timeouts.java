package io.lonejupiter.router.table;

import io.lonejupiter.model.Patterns;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads durations as manifests write them, {@code 500ms} or {@code 1h30m}. Pure. */
final class Timeouts {
  private static final Pattern PART = Pattern.compile("(\\d+)(ms|s|m|h)");

  private static final int LONGEST = 64;

  /** The longest that HAProxy takes. */
  private static final long LONGEST_MILLIS = Integer.MAX_VALUE;

  private Timeouts() {}

  static Optional<String> problem(String field, String duration) {
    return duration == null
            || duration.length() <= LONGEST
                && duration.matches(Patterns.DURATION)
                && millis(duration) <= LONGEST_MILLIS
        ? Optional.empty()
        : Optional.of(
            "%s '%s' is no duration up to 24 days, such as 30s".formatted(field, duration));
  }

  static long millis(String duration) {
    var millis = 0L;
    var parts = PART.matcher(duration);
    while (parts.find()) {
      var count = Long.parseLong(parts.group(1));
      millis +=
          switch (parts.group(2)) {
            case "ms" -> count;
            case "s" -> count * 1_000;
            case "m" -> count * 60_000;
            default -> count * 3_600_000;
          };
    }
    return millis;
  }
}
