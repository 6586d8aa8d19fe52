package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * What a scalar of YAML is, by the rules of Go's yaml.v2: those of YAML 1.1 for booleans, those of
 * Go for whole numbers, and what looks like a time stays a text. Pure.
 */
final class YamlScalar {
  private static final String TAG = "tag:yaml.org,2002:";
  private static final Set<String> RESOLVED =
      Set.of("str", "bool", "int", "float", "null", "timestamp", "binary");
  private static final Set<String> TRUE =
      Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
  private static final Set<String> FALSE =
      Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
  private static final Map<String, String> NO_NUMBERS =
      Map.ofEntries(
          Map.entry(".nan", "NaN"),
          Map.entry(".NaN", "NaN"),
          Map.entry(".NAN", "NaN"),
          Map.entry(".inf", "+Inf"),
          Map.entry(".Inf", "+Inf"),
          Map.entry(".INF", "+Inf"),
          Map.entry("+.inf", "+Inf"),
          Map.entry("+.Inf", "+Inf"),
          Map.entry("+.INF", "+Inf"),
          Map.entry("-.inf", "-Inf"),
          Map.entry("-.Inf", "-Inf"),
          Map.entry("-.INF", "-Inf"));
  private static final Pattern REAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern WHOLE =
      Pattern.compile("([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d{1,2}-\\d{1,2}"
              + "(([Tt]|[ \\t]+)\\d{1,2}:\\d{2}:\\d{2}(\\.\\d*)?([ \\t]*(Z|[-+]\\d{1,2}:\\d{2}))?)?");

  private YamlScalar() {}

  /**
   * The value.
   *
   * @throws IOException it is not what its tag says, or nothing that JSON can hold
   */
  static JsonNode of(ScalarEvent event) throws IOException {
    String text = event.getValue();
    boolean plain = event.getImplicit().canOmitTagInPlainScalar();
    if (event.getTag() == null) {
      return plain ? resolved(text) : TextNode.valueOf(text);
    }
    String tag = event.getTag().startsWith(TAG) ? event.getTag().substring(TAG.length()) : "";
    if (!RESOLVED.contains(tag) || tag.equals("str")) {
      return TextNode.valueOf(text);
    }
    if (tag.equals("binary")) {
      return binary(text);
    }
    JsonNode value = resolved(text);
    String is = kind(value, text);
    boolean fits = tag.equals(is) || tag.equals("float") && is.equals("int");
    if (!fits) {
      throw new IOException("yaml: cannot decode !!" + is + " `" + text + "` as a !!" + tag);
    }
    return value;
  }

  private static JsonNode binary(String text) throws IOException {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(text);
      return TextNode.valueOf(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IOException("yaml: !!binary value contains invalid base64 data", e);
    }
  }

  private static String kind(JsonNode value, String text) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> "bool";
      case NULL -> "null";
      case NUMBER ->
          WHOLE.matcher(text.replace("_", "")).matches() || isBinary(text) ? "int" : "float";
      default -> TIME.matcher(text).matches() ? "timestamp" : "str";
    };
  }

  private static boolean isBinary(String text) {
    return text.startsWith("0b") || text.startsWith("-0b");
  }

  private static JsonNode resolved(String text) throws IOException {
    if (NULL.contains(text)) {
      return NullNode.instance;
    }
    if (TRUE.contains(text)) {
      return BooleanNode.TRUE;
    }
    if (FALSE.contains(text)) {
      return BooleanNode.FALSE;
    }
    if (NO_NUMBERS.containsKey(text)) {
      throw new IOException("json: unsupported value: " + NO_NUMBERS.get(text));
    }
    char first = text.charAt(0);
    if (first == '.') {
      return REAL.matcher(text).matches() ? real(text) : TextNode.valueOf(text);
    }
    boolean mayCount = first == '+' || first == '-' || first >= '0' && first <= '9';
    if (!mayCount || TIME.matcher(text).matches()) {
      return TextNode.valueOf(text);
    }
    String digits = text.replace("_", "");
    var whole = WHOLE.matcher(digits);
    if (whole.matches()) {
      BigInteger value = whole(whole.group(1), whole.group(2));
      if (value.bitLength() < Long.SIZE) {
        return JsonReader.whole(value.longValue());
      }
      if (value.signum() > 0 && value.bitLength() == Long.SIZE) {
        return JsonNodeFactory.instance.numberNode(value.doubleValue());
      }
    }
    return REAL.matcher(digits).matches() ? real(digits) : TextNode.valueOf(text);
  }

  private static BigInteger whole(String sign, String digits) {
    boolean minus = sign.equals("-");
    String lower = digits.toLowerCase(Locale.ROOT);
    BigInteger value =
        lower.startsWith("0x")
            ? new BigInteger(lower.substring(2), 16)
            : lower.startsWith("0b")
                ? new BigInteger(lower.substring(2), 2)
                : lower.startsWith("0o")
                    ? new BigInteger(lower.substring(2), 8)
                    : lower.startsWith("0") ? new BigInteger(lower, 8) : new BigInteger(lower);
    return minus ? value.negate() : value;
  }

  /** On its way through JSON a real number without a fraction becomes a whole one. */
  private static JsonNode real(String digits) throws IOException {
    double value = Double.parseDouble(digits);
    // Go takes no number that it cannot hold, and then it is a text.
    return Double.isInfinite(value) ? TextNode.valueOf(digits) : JsonReader.settled(value);
  }
}
