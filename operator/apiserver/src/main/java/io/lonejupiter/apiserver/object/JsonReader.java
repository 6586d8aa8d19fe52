package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.text.GoText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads JSON that clients send: strictly by RFC 8259, the last of fields given twice counts, and
 * what is wrong is said in the words of the Kubernetes API. Numbers written as whole ones stay
 * whole if they fit 64 bits, others are {@code double}. Pure.
 */
public final class JsonReader {
  private static final int MAX_DUPLICATES = 100;
  private static final double LARGE = 1e21;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final byte[] text;
  private final Set<String> duplicates = new LinkedHashSet<>();
  private int at;
  private int depth;

  private JsonReader(byte[] text) {
    this.text = text;
  }

  /**
   * A document.
   *
   * @param duplicates the paths of fields given more than once, in the order of the text
   */
  public record Document(JsonNode root, List<String> duplicates) {}

  /**
   * @throws IOException the text is not one JSON document or is nested too deeply
   */
  public static Document read(byte[] text) throws IOException {
    JsonReader reader = new JsonReader(text);
    JsonNode root = reader.value("");
    reader.spaces();
    if (reader.at < text.length) {
      throw reader.unexpected("after top-level value");
    }
    return new Document(root, List.copyOf(reader.duplicates));
  }

  private JsonNode value(String path) throws IOException {
    spaces();
    int first = peek();
    return switch (first) {
      case '{' -> object(path);
      case '[' -> list(path);
      case '"' -> TextNode.valueOf(string());
      case 't' -> literal("true", BooleanNode.TRUE);
      case 'f' -> literal("false", BooleanNode.FALSE);
      case 'n' -> literal("null", NullNode.instance);
      default -> {
        if (first == '-' || isDigit(first)) {
          yield number();
        }
        throw unexpected("looking for beginning of value");
      }
    };
  }

  private ObjectNode object(String path) throws IOException {
    enter();
    ObjectNode object = NODES.objectNode();
    spaces();
    if (peek() == '}') {
      at++;
      depth--;
      return object;
    }
    while (true) {
      spaces();
      if (peek() != '"') {
        throw unexpected("looking for beginning of object key string");
      }
      String name = string();
      String child = path.isEmpty() ? name : path + "." + name;
      spaces();
      if (peek() != ':') {
        throw unexpected("after object key");
      }
      at++;
      JsonNode value = value(child);
      if (object.has(name) && duplicates.size() < MAX_DUPLICATES) {
        duplicates.add(child);
      }
      object.set(name, value);
      spaces();
      int next = peek();
      if (next == '}') {
        at++;
        depth--;
        return object;
      }
      if (next != ',') {
        throw unexpected("after object key:value pair");
      }
      at++;
    }
  }

  private ArrayNode list(String path) throws IOException {
    enter();
    ArrayNode list = NODES.arrayNode();
    spaces();
    if (peek() == ']') {
      at++;
      depth--;
      return list;
    }
    while (true) {
      list.add(value(path + "[" + list.size() + "]"));
      spaces();
      int next = peek();
      if (next == ']') {
        at++;
        depth--;
        return list;
      }
      if (next != ',') {
        throw unexpected("after array element");
      }
      at++;
    }
  }

  private void enter() throws IOException {
    at++;
    if (++depth > Json.MAX_DEPTH) {
      throw new IOException("exceeded max depth");
    }
  }

  private JsonNode literal(String word, JsonNode meaning) throws IOException {
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        throw unexpected("in literal " + word + " (expecting '" + word.charAt(i) + "')");
      }
      at++;
    }
    return meaning;
  }

  private JsonNode number() throws IOException {
    int start = at;
    boolean whole = true;
    if (peek() == '-') {
      at++;
    }
    if (at < text.length && text[at] == '0') {
      at++;
    } else if (isDigit(peek())) {
      digits();
    } else {
      throw unexpected("in numeric literal");
    }
    if (at < text.length && text[at] == '.') {
      whole = false;
      at++;
      if (!isDigit(peek())) {
        throw unexpected("after decimal point in numeric literal");
      }
      digits();
    }
    if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
      whole = false;
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      if (!isDigit(peek())) {
        throw unexpected("in exponent of numeric literal");
      }
      digits();
    }
    String digits = new String(text, start, at - start, StandardCharsets.US_ASCII);
    return number(digits, whole);
  }

  private static JsonNode number(String digits, boolean whole) throws IOException {
    if (whole) {
      try {
        return whole(Long.parseLong(digits));
      } catch (NumberFormatException tooLarge) {
        return real(digits);
      }
    }
    return real(digits);
  }

  private static JsonNode real(String digits) throws IOException {
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) {
      throw new IOException(
          "json: cannot unmarshal number " + digits + " into Go value of type float64");
    }
    return NODES.numberNode(value);
  }

  static JsonNode whole(long value) {
    return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
  }

  /**
   * Makes numbers without a fraction whole, as they are once an object has been stored. Works in
   * place.
   */
  public static void settle(JsonNode value) {
    if (value instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              field -> {
                if (isReal(field.getValue())) {
                  field.setValue(settled(field.getValue().doubleValue()));
                }
                settle(field.getValue());
              });
    } else if (value instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        if (isReal(list.get(i))) {
          list.set(i, settled(list.get(i).doubleValue()));
        }
        settle(list.get(i));
      }
    }
  }

  private static boolean isReal(JsonNode value) {
    return value.isNumber() && !value.isIntegralNumber();
  }

  static JsonNode settled(double value) {
    if (value == Math.rint(value) && Math.abs(value) < LARGE) {
      BigDecimal shortest = new BigDecimal(Double.toString(value));
      try {
        return whole(shortest.longValueExact());
      } catch (ArithmeticException tooLarge) {
        // Written as Go does, and still no whole number to the rules for types.
        return DecimalNode.valueOf(shortest.setScale(0));
      }
    }
    return NODES.numberNode(value);
  }

  private void digits() {
    while (at < text.length && isDigit(text[at])) {
      at++;
    }
  }

  private String string() throws IOException {
    at++;
    int start = at;
    while (at < text.length && text[at] != '"' && text[at] != '\\' && text[at] >= ' ') {
      at++;
    }
    if (at < text.length && text[at] == '"') {
      return new String(text, start, at++ - start, StandardCharsets.US_ASCII);
    }
    return longString(start);
  }

  /** A string with escapes or with characters beyond ASCII. */
  private String longString(int start) throws IOException {
    StringBuilder decoded = new StringBuilder();
    at = start;
    int plain = at;
    while (true) {
      int c = peek();
      if (c == '"') {
        decoded.append(utf8(plain, at));
        at++;
        return decoded.toString();
      }
      if (c < ' ') {
        throw unexpected("in string literal");
      }
      if (c == '\\') {
        decoded.append(utf8(plain, at));
        at++;
        decoded.append(escape());
        plain = at;
      } else {
        at++;
      }
    }
  }

  private String utf8(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.UTF_8);
  }

  private String escape() throws IOException {
    int c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> String.valueOf((char) c);
      case 'b' -> "\b";
      case 'f' -> "\f";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'u' -> unicode();
      default -> {
        at--;
        throw unexpected("in string escape code");
      }
    };
  }

  /** Halves of a pair that stand alone become the replacement character. */
  private String unicode() throws IOException {
    char first = hex();
    if (!Character.isSurrogate(first)) {
      return String.valueOf(first);
    }
    if (Character.isHighSurrogate(first)
        && at + 1 < text.length
        && text[at] == '\\'
        && text[at + 1] == 'u') {
      int back = at;
      at += 2;
      char second = hex();
      if (Character.isLowSurrogate(second)) {
        return new String(new char[] {first, second});
      }
      at = back;
    }
    return "\ufffd";
  }

  private char hex() throws IOException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw unexpected("in \\u hexadecimal character escape");
      }
      code = code * 16 + digit;
      at++;
    }
    return (char) code;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private void spaces() {
    while (at < text.length
        && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
      at++;
    }
  }

  private int peek() throws IOException {
    if (at >= text.length) {
      throw new IOException("unexpected end of JSON input");
    }
    return text[at] & 0xff;
  }

  private IOException unexpected(String where) {
    int c = text[at] & 0xff;
    String shown = c == '\'' ? "\\'" : GoText.quoted(String.valueOf((char) c));
    shown = c == '\'' ? shown : c == '"' ? "\"" : shown.substring(1, shown.length() - 1);
    return new IOException("invalid character '" + shown + "' " + where);
  }

  /** What Go calls the kind of a JSON value when it cannot be read as something else. */
  public static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "bool";
      case NUMBER -> "number";
      default -> "null";
    };
  }
}
