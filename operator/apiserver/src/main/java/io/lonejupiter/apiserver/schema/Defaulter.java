package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Fills in defaults, also in the place of nulls. Works in place on a tree the caller owns. */
public final class Defaulter {
  private Defaulter() {}

  public static void apply(Schema schema, JsonNode value) {
    if (schema == null) {
      return;
    }
    if (value instanceof ObjectNode object) {
      schema
          .properties()
          .forEach(
              (name, field) -> {
                JsonNode old = object.get(name);
                if (field.defaultValue() != null && (old == null || isForbiddenNull(field, old))) {
                  object.set(name, field.defaultValue().deepCopy());
                }
              });
      for (var field : object.properties()) {
        Schema known = schema.field(field.getKey());
        if (known != null
            && known.defaultValue() != null
            && !schema.declares(field.getKey())
            && isForbiddenNull(known, field.getValue())) {
          field.setValue(known.defaultValue().deepCopy());
        }
        apply(known, field.getValue());
      }
    } else if (value instanceof ArrayNode list && schema.items() != null) {
      Schema items = schema.items();
      for (int i = 0; i < list.size(); i++) {
        if (items.defaultValue() != null && isForbiddenNull(items, list.get(i))) {
          list.set(i, items.defaultValue().deepCopy());
        }
        apply(items, list.get(i));
      }
    }
  }

  private static boolean isForbiddenNull(Schema schema, JsonNode value) {
    return value.isNull() && !schema.nullable();
  }
}
