package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.cel.Values.Bytes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as text and back, in the forms of Go, which are those of Kubernetes. */
final class Text {
  private static final Pattern DURATION_PART =
      Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);
  private static final int SHORT_DIGITS = 6;

  private Text() {}

  /** {@code string(value)}; null when there is no such conversion. */
  static String of(Object value) {
    if (value instanceof String text) {
      return text;
    } else if (value instanceof Double number) {
      return number(number);
    } else if (value instanceof Bytes bytes) {
      return new String(bytes.content(), StandardCharsets.UTF_8);
    } else if (value instanceof Instant time) {
      return time(time);
    } else if (value instanceof Duration duration) {
      return seconds(duration) + "s";
    } else if (value instanceof Boolean
        || value instanceof Long
        || value instanceof Values.Uint
        || value instanceof Libraries.Typed) {
      return value.toString();
    } else if (value instanceof Values.Type type) {
      return type.name();
    }
    return null;
  }

  /** For messages: never null. */
  static String plain(Object value) {
    String text = of(value);
    return text == null ? String.valueOf(value) : text;
  }

  /** The shortest digits that stand for the number, with an exponent where Go has one. */
  static String number(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf" : "-Inf";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    BigDecimal digits = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent >= -4 && exponent < SHORT_DIGITS) {
      return digits.toPlainString();
    }
    String unscaled = digits.unscaledValue().abs().toString();
    String mantissa =
        unscaled.length() == 1 ? unscaled : unscaled.charAt(0) + "." + unscaled.substring(1);
    return (number < 0 ? "-" : "")
        + mantissa
        + String.format("e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  static String time(Instant time) {
    String text = DateTimeFormatter.ISO_INSTANT.format(time);
    return text.contains(".") ? text.replaceFirst("0+Z$", "Z") : text;
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.getSeconds())
        .add(BigDecimal.valueOf(duration.getNano(), 9))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** A duration as Go writes it, such as {@code 1h30m}; null when it is none. */
  static Duration duration(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    Matcher part = DURATION_PART.matcher(rest);
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    while (part.find(at) && part.start() == at) {
      nanos = nanos.add(number(part.group(1)).multiply(unit(part.group(2))));
      at = part.end();
      if (at == rest.length()) {
        break;
      }
    }
    if (at == 0 || at != rest.length() || nanos.precision() - nanos.scale() > 19) {
      return null;
    }
    try {
      Duration duration = Duration.ofNanos(nanos.toBigInteger().longValueExact());
      return negative ? duration.negated() : duration;
    } catch (ArithmeticException e) {
      return null;
    }
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(text.endsWith(".") ? text + "0" : "0" + text);
  }

  private static BigDecimal unit(String unit) {
    return switch (unit) {
      case "ns" -> BigDecimal.ONE;
      case "ms" -> BigDecimal.valueOf(1_000_000);
      case "s" -> NANOS;
      case "m" -> NANOS.multiply(BigDecimal.valueOf(60));
      case "h" -> NANOS.multiply(BigDecimal.valueOf(3600));
      default -> BigDecimal.valueOf(1000);
    };
  }

  private static final Pattern RFC3339 =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d([.,]\\d+)?(Z|[+-]\\d\\d:\\d\\d)");

  /** A time in RFC 3339; null when it is none. */
  static Instant time(String text) {
    if (!RFC3339.matcher(text).matches()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text.replace(',', '.'))
          .withOffsetSameInstant(ZoneOffset.UTC)
          .toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
