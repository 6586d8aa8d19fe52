package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lonejupiter.apiserver.text.GoText;
import java.math.BigDecimal;

/**
 * The limits of numbers. As in Kubernetes, the limit of a whole number is cut to a whole one, and
 * the limits themselves must fit the type. Pure.
 */
final class Numbers {
  private static final double MAX_EXACT = 9007199254740991.0;
  private static final double NEAR = 1e-9;

  private final Failures failures = new Failures();
  private final String type;
  private final String format;
  private final JsonNode value;
  private final String path;

  private Numbers(String type, String format, JsonNode value, String path) {
    this.type = type;
    this.format = format;
    this.value = value;
    this.path = path;
  }

  /**
   * @param type the one the schema names; empty when there is none or several
   */
  static Failures check(Limits limits, String type, String format, JsonNode value, String path) {
    Numbers numbers = new Numbers(type, format, value, path);
    numbers.inRange("Checked", value);
    if (limits.multipleOf() != null) {
      numbers.multiple(limits.multipleOf());
    }
    if (limits.minimum() != null) {
      numbers.minimum(limits.minimum(), limits.exclusiveMinimum());
    }
    if (limits.maximum() != null) {
      numbers.maximum(limits.maximum(), limits.exclusiveMaximum());
    }
    numbers.failures.count();
    return numbers.failures;
  }

  private boolean inRange(String what, JsonNode number) {
    boolean fits =
        switch (type) {
          case "integer" ->
              isExact(number)
                  && number.canConvertToLong()
                  && (!format.equals("int32") || number.canConvertToInt());
          default -> !format.equals("float") || Math.abs(number.doubleValue()) <= Float.MAX_VALUE;
        };
    if (!fits) {
      failures.general(
          what
              + " value must be of type "
              + type
              + (format.isEmpty() ? " (default format)" : " with format " + format)
              + " in "
              + path);
    }
    return fits;
  }

  private static boolean isExact(JsonNode number) {
    return number.isIntegralNumber() || number.doubleValue() == Math.rint(number.doubleValue());
  }

  private static JsonNode node(BigDecimal limit) {
    return isWhole(limit)
        ? JsonNodeFactory.instance.numberNode(limit.longValue())
        : JsonNodeFactory.instance.numberNode(limit.doubleValue());
  }

  private static boolean isWhole(BigDecimal limit) {
    return limit.stripTrailingZeros().scale() <= 0 && limit.abs().doubleValue() < 9e18;
  }

  private void multiple(BigDecimal factor) {
    boolean native64 = inRange("MultipleOf", node(factor)) && value.isIntegralNumber();
    if (native64) {
      long whole = factor.longValue();
      JsonNode shown = JsonNodeFactory.instance.numberNode(whole);
      if (whole <= 0) {
        failures.notPositive(path, shown);
      } else if (value.longValue() % whole != 0) {
        failures.invalid(path, value, "should be a multiple of " + whole);
      }
      return;
    }
    double by = factor.doubleValue();
    if (by <= 0) {
      failures.notPositive(path, node(factor));
      return;
    }
    double data = value.doubleValue();
    if (!isWhole(by < 1 ? 1 / by * data : data / by)) {
      failures.invalid(path, value, "should be a multiple of " + GoText.number(by));
    }
  }

  private void maximum(BigDecimal limit, boolean exclusive) {
    boolean native64 = inRange("Maximum boundary", node(limit)) && value.isIntegralNumber();
    int order =
        native64
            ? Long.compare(value.longValue(), limit.longValue())
            : Double.compare(value.doubleValue(), limit.doubleValue());
    if (order > 0 || order == 0 && exclusive) {
      bound(exclusive ? "less than " : "less than or equal to ", limit, native64);
    }
  }

  private void minimum(BigDecimal limit, boolean exclusive) {
    boolean native64 = inRange("Minimum boundary", node(limit)) && value.isIntegralNumber();
    int order =
        native64
            ? Long.compare(value.longValue(), limit.longValue())
            : Double.compare(value.doubleValue(), limit.doubleValue());
    if (order < 0 || order == 0 && exclusive) {
      bound(exclusive ? "greater than " : "greater than or equal to ", limit, native64);
    }
  }

  private void bound(String words, BigDecimal limit, boolean native64) {
    String shown = native64 ? Long.toString(limit.longValue()) : GoText.number(limit.doubleValue());
    failures.invalid(path, value, "should be " + words + shown);
  }

  static boolean isWhole(JsonNode number) {
    return number.isIntegralNumber() || isWhole(number.doubleValue());
  }

  private static boolean isWhole(double number) {
    if (Double.isNaN(number) || Math.abs(number) > MAX_EXACT) {
      return false;
    }
    double cut = number < 0 ? Math.ceil(number) : Math.floor(number);
    if (cut == number) {
      return true;
    }
    double difference = Math.abs(number - cut);
    return cut != 0 && difference / (Math.abs(number) + Math.abs(cut)) < NEAR;
  }
}
