package io.lonejupiter.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.schema.Schema.ListKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A value beside the value it was before. Kubernetes lets a value that does not change stay as
 * wrong as it is.
 */
final class Correlation {
  private final JsonNode before;
  private final JsonNode after;
  private final Schema schema;
  private final boolean byPosition;
  private Boolean unchanged;
  private Map<Object, JsonNode> byKey;

  /**
   * @param byPosition items of a list that says nothing about itself are told apart by their place,
   *     as the checks of the schema do, but not the rules
   */
  Correlation(JsonNode before, JsonNode after, Schema schema, boolean byPosition) {
    this.byPosition = byPosition;
    this.before = before;
    this.after = after;
    this.schema = schema;
  }

  boolean isUnchanged() {
    if (unchanged == null) {
      unchanged = before.equals(after);
    }
    return unchanged;
  }

  /** Null when the field was not there, or is not now. */
  Correlation key(String name) {
    JsonNode old = before.isObject() ? before.get(name) : null;
    JsonNode now = after.isObject() ? after.get(name) : null;
    Schema field = schema.field(name);
    return old == null || now == null || field == null
        ? null
        : new Correlation(old, now, field, byPosition);
  }

  /** Null when it cannot be said which item this was before. */
  Correlation index(int index) {
    if (!before.isArray() || !after.isArray() || schema.items() == null || index >= after.size()) {
      return null;
    }
    JsonNode old =
        switch (schema.raw().path("x-kubernetes-list-type").asText("")) {
          case "map" -> keyed().get(identity(schema, after.get(index)));
          case "set", "atomic" -> null;
          default -> byPosition ? before.get(index) : null;
        };
    return old == null ? null : new Correlation(old, after.get(index), schema.items(), byPosition);
  }

  private Map<Object, JsonNode> keyed() {
    if (byKey == null) {
      byKey = byKey(schema, before);
    }
    return byKey;
  }

  /** The items of a keyed list by their keys; empty for every other list. */
  static Map<Object, JsonNode> byKey(Schema list, JsonNode items) {
    Map<Object, JsonNode> byKey = new HashMap<>();
    if (list.list() == ListKind.MAP && items != null && items.isArray()) {
      items.forEach(item -> byKey.put(identity(list, item), item));
    }
    return byKey;
  }

  static Object identity(Schema list, JsonNode item) {
    List<JsonNode> identity = new ArrayList<>();
    for (String key : list.listKeys()) {
      identity.add(item.has(key) ? item.get(key) : NullNode.instance);
    }
    return identity;
  }
}
