package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.JsonReader;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.text.GoText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One step of a field path in the canonical form of {@code FieldsV1}: {@code f:name} a field,
 * {@code k:{...}} an item of a keyed list, {@code v:...} a value of a set, {@code i:...} a place in
 * a list. Pure.
 */
final class PathElement {
  private static final String KINDS = "fkvi";

  /** The order Kubernetes lists paths in. */
  static final Comparator<String> ORDER = PathElement::compare;

  private PathElement() {}

  /** An item that cannot be told apart from others; the message says why. */
  static final class Unidentified extends Exception {
    private static final long serialVersionUID = 1L;

    Unidentified(String why) {
      super(why, null, false, false);
    }
  }

  static String field(String name) {
    return "f:" + name;
  }

  /** How an item of a set or keyed list is told apart. */
  static String item(Type list, JsonNode item) throws Unidentified {
    return list.isSet() ? ofSet(item) : keyed(list, item);
  }

  private static String ofSet(JsonNode item) throws Unidentified {
    if (item.isObject()) {
      throw new Unidentified("associative list without keys has an element that's a map type");
    }
    if (item.isArray()) {
      throw new Unidentified("not supported: associative list with lists as elements");
    }
    if (item.isNull()) {
      throw new Unidentified(
          "associative list without keys has an element that's an explicit null");
    }
    return "v:" + GoText.json(item);
  }

  private static String keyed(Type list, JsonNode item) throws Unidentified {
    if (item.isNull()) {
      throw new Unidentified("associative list with keys may not have a null element");
    }
    if (!item.isObject()) {
      throw new Unidentified("associative list with keys may not have non-map elements");
    }
    ObjectNode identity = Json.object();
    for (String key : list.keys()) {
      JsonNode value = item.get(key);
      Schema described = list.schema().items() == null ? null : list.schema().items().field(key);
      if (value == null && described != null) {
        value = described.defaultValue();
      }
      if (value != null) {
        identity.set(key, value);
      }
    }
    if (identity.isEmpty()) {
      List<String> names = list.keys().stream().map(GoText::quoted).toList();
      throw new Unidentified(
          "associative list with keys has an element that omits all key fields ["
              + String.join(" ", names)
              + "] (and doesn't have default values for any key fields)");
    }
    return "k:" + GoText.json(identity);
  }

  /**
   * The canonical form of an element a client wrote; null for a kind of element nobody knows.
   *
   * @throws IOException it is not an element
   */
  static String canonical(String text) throws IOException {
    if (text.length() < 2 || text.charAt(1) != ':') {
      throw new IOException("not a path element: " + text);
    }
    String rest = text.substring(2);
    return switch (text.charAt(0)) {
      case 'f' -> text;
      case 'v', 'k' -> {
        JsonNode value = JsonReader.read(rest.getBytes(StandardCharsets.UTF_8)).root();
        if (text.charAt(0) == 'k' && !value.isObject()) {
          throw new IOException("not the keys of an item: " + text);
        }
        yield text.substring(0, 2) + GoText.json(value);
      }
      case 'i' -> {
        if (!rest.matches("-?\\d{1,18}")) {
          throw new IOException("not a place in a list: " + text);
        }
        yield text;
      }
      default -> null;
    };
  }

  /** As it stands in a path such as {@code .spec.ports[name="p"].port}. */
  static String shown(String element) {
    String text = element.substring(2);
    return switch (element.charAt(0)) {
      case 'f' -> "." + text;
      case 'v' -> "[=" + readable(json(text)) + "]";
      case 'i' -> "[" + text + "]";
      default -> {
        List<String> keys = new ArrayList<>();
        sorted(json(text)).forEach((name, value) -> keys.add(name + "=" + readable(value)));
        yield "[" + String.join(",", keys) + "]";
      }
    };
  }

  private static String readable(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> GoText.quoted(value.textValue());
      case ARRAY -> {
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(readable(item)));
        yield "[" + String.join(",", items) + "]";
      }
      case OBJECT -> {
        StringBuilder fields = new StringBuilder();
        sorted(value)
            .forEach((name, held) -> fields.append(name).append('=').append(readable(held)));
        yield fields.toString();
      }
      case NULL -> "null";
      default -> GoText.plain(value);
    };
  }

  private static JsonNode json(String text) {
    return Json.parseTrusted(text.getBytes(StandardCharsets.UTF_8));
  }

  private static TreeMap<String, JsonNode> sorted(JsonNode object) {
    TreeMap<String, JsonNode> fields = new TreeMap<>();
    object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  private static int compare(String left, String right) {
    int kinds = KINDS.indexOf(left.charAt(0)) - KINDS.indexOf(right.charAt(0));
    if (kinds != 0) {
      return kinds;
    }
    String a = left.substring(2);
    String b = right.substring(2);
    return switch (left.charAt(0)) {
      case 'f' -> a.compareTo(b);
      case 'i' -> Long.compare(Long.parseLong(a), Long.parseLong(b));
      case 'v' -> compare(json(a), json(b));
      default -> compareKeys(json(a), json(b));
    };
  }

  private static int compareKeys(JsonNode left, JsonNode right) {
    Iterator<Map.Entry<String, JsonNode>> a = sorted(left).entrySet().iterator();
    Iterator<Map.Entry<String, JsonNode>> b = sorted(right).entrySet().iterator();
    while (a.hasNext() && b.hasNext()) {
      Map.Entry<String, JsonNode> x = a.next();
      Map.Entry<String, JsonNode> y = b.next();
      int names = x.getKey().compareTo(y.getKey());
      int values = compare(x.getValue(), y.getValue());
      if (names != 0 || values != 0) {
        return names != 0 ? names : values;
      }
    }
    return Boolean.compare(a.hasNext(), b.hasNext());
  }

  private static int compare(JsonNode left, JsonNode right) {
    int ranks = rank(left) - rank(right);
    if (ranks != 0) {
      return ranks;
    }
    return switch (left.getNodeType()) {
      case NUMBER -> left.decimalValue().compareTo(right.decimalValue());
      case STRING -> left.textValue().compareTo(right.textValue());
      case BOOLEAN -> Boolean.compare(left.booleanValue(), right.booleanValue());
      default -> left.toString().compareTo(right.toString());
    };
  }

  private static int rank(JsonNode value) {
    return switch (value.getNodeType()) {
      case NUMBER -> 0;
      case STRING -> 1;
      case BOOLEAN -> 2;
      case ARRAY -> 3;
      case OBJECT -> 4;
      default -> 5;
    };
  }
}
