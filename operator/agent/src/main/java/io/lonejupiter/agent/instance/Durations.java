package io.lonejupiter.agent.instance;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as manifests have them, such as {@code 1m30s}. */
public final class Durations {
  private static final Pattern PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private Durations() {}

  /**
   * @param fallback taken if there is no text
   * @throws IllegalArgumentException it is no duration
   */
  public static Duration parse(String text, Duration fallback) {
    if (text == null || text.isEmpty()) {
      return fallback;
    }
    var parts = PART.matcher(text);
    var sum = Duration.ZERO;
    var end = 0;
    while (parts.find() && parts.start() == end) {
      sum = sum.plus(part(Long.parseLong(parts.group(1)), parts.group(2)));
      end = parts.end();
    }
    if (end != text.length()) {
      throw new IllegalArgumentException("'" + text + "' is no duration; write it as 1m30s");
    }
    return sum;
  }

  private static Duration part(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }
}
