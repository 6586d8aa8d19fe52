package io.lonejupiter.apiserver.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Values as the API server of Kubernetes, a Go program, writes them into its messages: as JSON with
 * sorted fields, as a quoted text, and in the {@code %v} and {@code %#v} forms of Go. Pure.
 */
public final class GoText {
  private static final double LARGE = 1e21;
  private static final double SMALL = 1e-6;
  private static final double SMALL_PLAIN = 1e-4;

  private GoText() {}

  /** As {@code json.Marshal} writes it: fields sorted, no spaces, HTML escaped. */
  public static String json(JsonNode value) {
    StringBuilder text = new StringBuilder();
    json(value, true, text);
    return text.toString();
  }

  /** The same with fields in the order they are in. */
  public static String jsonInOrder(JsonNode value) {
    StringBuilder text = new StringBuilder();
    json(value, false, text);
    return text.toString();
  }

  private static void json(JsonNode value, boolean sorted, StringBuilder text) {
    switch (value.getNodeType()) {
      case OBJECT -> {
        text.append('{');
        String separator = "";
        for (String name : names(value, sorted)) {
          text.append(separator);
          jsonText(name, text);
          text.append(':');
          json(value.get(name), sorted, text);
          separator = ",";
        }
        text.append('}');
      }
      case ARRAY -> {
        text.append('[');
        for (int i = 0; i < value.size(); i++) {
          text.append(i == 0 ? "" : ",");
          json(value.get(i), sorted, text);
        }
        text.append(']');
      }
      case STRING -> jsonText(value.textValue(), text);
      case NUMBER -> text.append(number(value, SMALL, false));
      default -> text.append(value.asText());
    }
  }

  private static void jsonText(String value, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        default -> {
          if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  /** As {@code %q} writes it. */
  public static String quoted(String value) {
    StringBuilder text = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case 0x07 -> text.append("\\a");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case 0x0b -> text.append("\\v");
                default -> quoted(c, text);
              }
            });
    return text.append('"').toString();
  }

  private static void quoted(int c, StringBuilder text) {
    if (isPrintable(c)) {
      text.appendCodePoint(c);
    } else if (c < ' ' || c == 0x7f) {
      text.append(String.format("\\x%02x", c));
    } else {
      text.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
    }
  }

  /** Whether Go prints the character: letters, marks, numbers, punctuation, symbols, space. */
  public static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  /** As {@code %v} writes it. */
  public static String plain(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> {
        List<String> fields = new ArrayList<>();
        sortedNames(value).forEach(name -> fields.add(name + ":" + plain(value.get(name))));
        yield "map[" + String.join(" ", fields) + "]";
      }
      case ARRAY -> {
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(plain(item)));
        yield "[" + String.join(" ", items) + "]";
      }
      case NUMBER -> number(value, SMALL_PLAIN, true);
      case NULL -> "<nil>";
      default -> value.asText();
    };
  }

  /** As {@code %#v} writes it. */
  public static String syntax(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> {
        List<String> fields = new ArrayList<>();
        sortedNames(value)
            .forEach(name -> fields.add(quoted(name) + ":" + syntax(value.get(name))));
        yield "map[string]interface {}{" + String.join(", ", fields) + "}";
      }
      case ARRAY -> {
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(syntax(item)));
        yield "[]interface {}{" + String.join(", ", items) + "}";
      }
      case STRING -> quoted(value.textValue());
      case NUMBER -> number(value, SMALL_PLAIN, true);
      case NULL -> "interface {}(nil)";
      default -> value.asText();
    };
  }

  /** The Go type that holds the value. */
  public static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "map[string]interface {}";
      case ARRAY -> "[]interface {}";
      case STRING -> "string";
      case BOOLEAN -> "bool";
      case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
      default -> "<nil>";
    };
  }

  /** A number as {@code %v} writes it. */
  public static String number(double value) {
    return real(value, SMALL_PLAIN, true);
  }

  private static String number(JsonNode value, double small, boolean twoDigits) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.asText();
    }
    return real(value.doubleValue(), small, twoDigits);
  }

  private static String real(double value, double small, boolean twoDigits) {
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    double size = Math.abs(value);
    if (size >= small && size < LARGE) {
      return shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    String power = Integer.toString(Math.abs(exponent));
    if (power.length() == 1 && (twoDigits || exponent > 0)) {
      power = "0" + power;
    }
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + "e"
        + (exponent < 0 ? "-" : "+")
        + power;
  }

  private static List<String> sortedNames(JsonNode object) {
    return names(object, true);
  }

  private static List<String> names(JsonNode object, boolean sorted) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    if (sorted) {
      Collections.sort(names);
    }
    return names;
  }
}
