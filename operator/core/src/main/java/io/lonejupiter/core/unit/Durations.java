package io.lonejupiter.core.unit;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as manifests write them: {@code 500ms}, {@code 5s}, {@code 1h30m}. */
public final class Durations {
  private static final Pattern PART = Pattern.compile("([0-9]+)(ms|s|m|h)");
  private static final Pattern WHOLE = Pattern.compile("([0-9]+(ms|s|m|h))+");

  private Durations() {}

  /**
   * @throws IllegalArgumentException the text is not of that form
   */
  public static Duration parse(String text) {
    if (text == null || !WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write it as 500ms, 5s or 1h30m");
    }
    var sum = Duration.ZERO;
    var part = PART.matcher(text);
    while (part.find()) {
      var amount = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
              });
    }
    return sum;
  }

  /** The same, with a value for a field that was left out. */
  public static Duration parseOr(String text, Duration otherwise) {
    return text == null ? otherwise : parse(text);
  }
}
