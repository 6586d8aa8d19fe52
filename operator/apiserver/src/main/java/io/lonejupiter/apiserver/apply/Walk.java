package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/** What all walks through typed values have in common. Pure. */
final class Walk {
  private static final JsonNode NO_ITEMS = JsonNodeFactory.instance.arrayNode();
  private static final JsonNode NO_FIELDS = JsonNodeFactory.instance.objectNode();

  private Walk() {}

  static List<String> below(List<String> path, String element) {
    List<String> child = new ArrayList<>(path.size() + 1);
    child.addAll(path);
    child.add(element);
    return child;
  }

  /** The element of an item of a value whose types are known to be right. */
  static String element(Type list, JsonNode item) {
    try {
      return PathElement.item(list, item);
    } catch (PathElement.Unidentified e) {
      return "v:null";
    }
  }

  /** The value if it is a list, otherwise an empty one. */
  static JsonNode items(JsonNode value) {
    return value != null && value.isArray() ? value : NO_ITEMS;
  }

  /** The value if it is an object, otherwise an empty one. */
  static JsonNode fields(JsonNode value) {
    return value != null && value.isObject() ? value : NO_FIELDS;
  }

  /** Equality by value, as applied objects are compared: numbers may be written differently. */
  static boolean same(JsonNode left, JsonNode right) {
    return left.equals(Walk::order, right);
  }

  private static int order(JsonNode left, JsonNode right) {
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue());
    }
    return left.equals(right) ? 0 : 1;
  }
}
