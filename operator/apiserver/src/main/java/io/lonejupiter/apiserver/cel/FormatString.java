package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.cel.Values.Bytes;
import io.lonejupiter.apiserver.cel.Values.Failure;
import io.lonejupiter.apiserver.cel.Values.ListValue;
import io.lonejupiter.apiserver.cel.Values.MapValue;
import io.lonejupiter.apiserver.cel.Values.Null;
import io.lonejupiter.apiserver.cel.Values.Uint;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code '%s'.format([...])} of CEL's string library, version 2. */
final class FormatString {
  private static final int DEFAULT_PRECISION = 6;

  private FormatString() {}

  /** One {@code %} clause. */
  record Clause(char letter, int precision) {}

  /** Turns the argument of a clause into text. */
  private interface Writer {
    String write(Clause clause, int index) throws FormatException;
  }

  /** Says what is wrong with the argument of a clause; null when nothing is. */
  interface Judge {
    String refusal(Clause clause, int index);
  }

  /**
   * The judgement of a constant format.
   *
   * @param used how many arguments it needs
   * @param message null when it is right
   * @param argument the one that is wrong; -1 when it is the format
   */
  record Check(int used, String message, int argument) {}

  private static final class FormatException extends Exception {
    private static final long serialVersionUID = 1;
    private final int argument;

    FormatException(String message, int argument) {
      super(message);
      this.argument = argument;
    }
  }

  static Check check(String format, int size, Judge judge) {
    int[] used = {0};
    try {
      parse(
          format,
          size,
          (clause, index) -> {
            used[0] = index + 1;
            String refusal = judge.refusal(clause, index);
            if (refusal != null) {
              throw new FormatException("error during formatting: " + refusal, index);
            }
            return "";
          });
      return new Check(used[0], null, -1);
    } catch (FormatException e) {
      return new Check(used[0], e.getMessage(), e.argument);
    }
  }

  /** The text, or a failure. */
  static Object format(String format, ListValue arguments) {
    try {
      return parse(
          format,
          arguments.size(),
          (clause, index) -> {
            Object value = arguments.get(index);
            String refusal = refusal(clause, Values.typeName(value));
            if (refusal != null && !isNamedNumber(clause, value)) {
              throw new FormatException("error during formatting: " + refusal, index);
            }
            return write(clause, value);
          });
    } catch (FormatException e) {
      return new Failure(e.getMessage());
    }
  }

  private static String parse(String format, int size, Writer writer) throws FormatException {
    StringBuilder text = new StringBuilder();
    int argument = 0;
    int at = 0;
    while (at < format.length()) {
      char letter = format.charAt(at);
      if (letter != '%') {
        text.append(letter);
        at++;
      } else if (format.startsWith("%%", at)) {
        text.append('%');
        at += 2;
      } else {
        if (argument >= size) {
          throw new FormatException("index " + argument + " out of range", -1);
        }
        if (at + 1 >= format.length()) {
          throw new FormatException("unexpected end of string", -1);
        }
        int end = at + 1;
        int precision = DEFAULT_PRECISION;
        if (format.charAt(end) == '.') {
          int start = ++end;
          while (end < format.length() && Character.isDigit(format.charAt(end))) {
            end++;
          }
          if (end >= format.length()) {
            throw clauseError(
                "error while parsing precision: could not find end of precision specifier");
          }
          precision = precision(format.substring(start, end));
        }
        Clause clause = new Clause(format.charAt(end), precision);
        if ("sdfebxXo".indexOf(clause.letter) < 0) {
          throw clauseError("unrecognized formatting clause \"" + clause.letter + "\"");
        }
        text.append(writer.write(clause, argument));
        argument++;
        at = end + 1;
      }
    }
    return text.toString();
  }

  private static int precision(String digits) throws FormatException {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw clauseError(
          "error while parsing precision: error while converting precision to integer:"
              + " strconv.Atoi: parsing \""
              + digits
              + "\": "
              + (digits.isEmpty() ? "invalid syntax" : "value out of range"));
    }
  }

  private static FormatException clauseError(String message) {
    return new FormatException("could not parse formatting clause: " + message, -1);
  }

  private static final Set<String> INTEGERS = Set.of("int", "uint");
  private static final Set<String> AS_TEXT =
      Set.of(
          "list",
          "map",
          "int",
          "uint",
          "double",
          "bool",
          "string",
          "google.protobuf.Timestamp",
          "timestamp",
          "bytes",
          "google.protobuf.Duration",
          "duration",
          "type",
          "null_type",
          "dyn");

  /** Null when a value of the type fits the clause. */
  static String refusal(Clause clause, String type) {
    if (type.equals("dyn")) {
      return null;
    }
    return switch (clause.letter) {
      case 's' ->
          AS_TEXT.contains(type)
              ? null
              : "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists,"
                  + " types, durations, and timestamps, was given "
                  + type;
      case 'd' ->
          INTEGERS.contains(type)
              ? null
              : "decimal clause can only be used on integers, was given " + type;
      case 'f' ->
          type.equals("double") || type.equals("string")
              ? null
              : "fixed-point clause can only be used on doubles, was given " + type;
      case 'e' ->
          type.equals("double") || type.equals("string")
              ? null
              : "scientific clause can only be used on doubles, was given " + type;
      case 'b' ->
          INTEGERS.contains(type) || type.equals("bool")
              ? null
              : "only integers and bools can be formatted as binary, was given " + type;
      case 'o' ->
          INTEGERS.contains(type)
              ? null
              : "octal clause can only be used on integers, was given " + type;
      default ->
          INTEGERS.contains(type) || type.equals("string") || type.equals("bytes")
              ? null
              : "only integers, byte buffers, and strings can be formatted as hex, was given "
                  + type;
    };
  }

  private static boolean isNamedNumber(Clause clause, Object value) {
    return (clause.letter == 'f' || clause.letter == 'e')
        && Set.of("NaN", "Infinity", "-Infinity").contains(value);
  }

  private static String write(Clause clause, Object value) throws FormatException {
    return switch (clause.letter) {
      case 's' -> text(value);
      case 'd' -> value.toString();
      case 'f' -> fixed(value, clause.precision);
      case 'e' -> scientific(value, clause.precision);
      case 'b' -> value instanceof Boolean yes ? yes ? "1" : "0" : radix(value, 2);
      case 'o' -> radix(value, 8);
      case 'X' -> hex(value).toUpperCase(Locale.ROOT);
      default -> hex(value);
    };
  }

  private static String radix(Object value, int radix) {
    return value instanceof Uint uint
        ? Long.toUnsignedString(uint.bits(), radix)
        : Long.toString((Long) value, radix);
  }

  private static String hex(Object value) {
    if (value instanceof String text) {
      return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
    return value instanceof Bytes bytes
        ? HexFormat.of().formatHex(bytes.content())
        : radix(value, 16);
  }

  private static String fixed(Object value, int precision) throws FormatException {
    Double number = number(value);
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "NaN" : number > 0 ? "∞" : "-∞";
    }
    return String.format(
        Locale.US,
        "%,." + precision + "f",
        new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN));
  }

  private static String scientific(Object value, int precision) throws FormatException {
    Double number = number(value);
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "NaN" : number > 0 ? "∞" : "-∞";
    }
    String[] parts = String.format(Locale.US, "%." + precision + "e", number).split("e");
    StringBuilder exponent = new StringBuilder();
    for (char digit : parts[1].toCharArray()) {
      exponent.append(
          switch (digit) {
            case '-' -> "⁻";
            case '+' -> "";
            case '1' -> "¹";
            case '2' -> "²";
            case '3' -> "³";
            default -> String.valueOf((char) ('⁰' + digit - '0'));
          });
    }
    return parts[0] + "×10" + exponent;
  }

  private static Double number(Object value) throws FormatException {
    if (value instanceof Double number) {
      return number;
    }
    return switch (String.valueOf(value)) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default ->
          throw new FormatException(
              "error during formatting: fixed-point clause can only be used on doubles, was given "
                  + Values.typeName(value),
              -1);
    };
  }

  private static String text(Object value) throws FormatException {
    if (value instanceof ListValue list) {
      return list(list);
    }
    if (value instanceof MapValue map) {
      return map(map);
    }
    return value == Null.VALUE ? "null" : Text.plain(value);
  }

  private static String list(ListValue list) throws FormatException {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      items.add(literal(list.get(i)));
    }
    return "[" + String.join(", ", items) + "]";
  }

  private static String map(MapValue map) throws FormatException {
    List<String> entries = new ArrayList<>();
    for (Object key : map.keys()) {
      entries.add(literal(key) + ":" + literal(map.find(key)));
    }
    Collections.sort(entries);
    return "{" + String.join(", ", entries) + "}";
  }

  private static String literal(Object value) throws FormatException {
    if (value instanceof String text) {
      return quoted(text);
    } else if (value instanceof Bytes bytes) {
      return "b" + quoted(new String(bytes.content(), StandardCharsets.UTF_8));
    } else if (value instanceof Instant) {
      return "timestamp(" + quoted(Text.plain(value)) + ")";
    } else if (value instanceof Duration) {
      return "duration(" + quoted(Text.plain(value)) + ")";
    } else if (value instanceof Double number) {
      return Double.isFinite(number)
          ? new BigDecimal(number)
              .setScale(DEFAULT_PRECISION, RoundingMode.HALF_EVEN)
              .toPlainString()
          : quoted(Text.number(number));
    }
    String refusal = refusal(new Clause('s', 0), Values.typeName(value));
    if (refusal != null) {
      throw new FormatException(
          "error during formatting: no formatting function for " + Values.typeName(value), -1);
    }
    return text(value);
  }

  /** With the escapes of Go. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '\u0007' -> quoted.append("\\a");
        case '\b' -> quoted.append("\\b");
        case '\f' -> quoted.append("\\f");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\u000b' -> quoted.append("\\v");
        case '\\' -> quoted.append("\\\\");
        case '"' -> quoted.append("\\\"");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
