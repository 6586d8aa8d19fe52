package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.schema.Schema.ListKind;
import java.util.Objects;

/** When a value of an update counts as the one that was there before. Pure. */
final class Unchanged {
  private Unchanged() {}

  /**
   * Whether nothing changed. The items of a keyed list are told apart by their keys; a field that
   * the schema does not know makes its object a changed one.
   */
  static boolean is(Schema schema, JsonNode before, JsonNode after) {
    if (before.isArray() && after.isArray()) {
      if (before.size() != after.size()) {
        return false;
      }
      if (schema == null || schema.list() != ListKind.MAP || schema.items() == null) {
        return same(before, after);
      }
      for (JsonNode item : after) {
        JsonNode old = item(schema, before, item);
        if (old == null || !is(schema.items(), old, item)) {
          return false;
        }
      }
      return true;
    }
    if (before.isObject() && after.isObject()) {
      if (before.size() != after.size()) {
        return false;
      }
      for (var field : after.properties()) {
        JsonNode old = before.get(field.getKey());
        Schema known = schema == null ? null : schema.field(field.getKey());
        if (old == null || known == null || !is(known, old, field.getValue())) {
          return false;
        }
      }
      return true;
    }
    return same(before, after);
  }

  /** The item of a keyed list with the keys of another; null when there is none. */
  static JsonNode item(Schema list, JsonNode before, JsonNode item) {
    if (before == null || !before.isArray() || !item.isObject()) {
      return null;
    }
    for (JsonNode old : before) {
      boolean found = old.isObject();
      for (String key : list.listKeys()) {
        found = found && Objects.equals(old.get(key), item.get(key));
      }
      if (found) {
        return old;
      }
    }
    return null;
  }

  /** Equality by value: numbers may be written differently. */
  static boolean same(JsonNode left, JsonNode right) {
    return left.equals(Unchanged::order, right);
  }

  private static int order(JsonNode left, JsonNode right) {
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue());
    }
    return left.equals(right) ? 0 : 1;
  }

  static boolean hasTwins(JsonNode list) {
    for (int i = 0; i < list.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (same(list.get(i), list.get(j))) {
          return true;
        }
      }
    }
    return false;
  }
}
