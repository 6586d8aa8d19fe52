package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Fills in defaults and drops nulls that the schema does not allow. Works in place on a tree the
 * caller owns.
 */
public final class Defaulter {
  private Defaulter() {}

  public static void apply(Schema schema, JsonNode value) {
    if (value instanceof ObjectNode object) {
      dropNulls(schema, object);
      schema
          .properties()
          .forEach(
              (name, field) -> {
                if (field.defaultValue() != null && !object.has(name)) {
                  object.set(name, field.defaultValue().deepCopy());
                }
              });
      for (var field : object.properties()) {
        Schema known = schema.field(field.getKey());
        if (known != null) {
          apply(known, field.getValue());
        }
      }
    } else if (value instanceof ArrayNode list && schema.items() != null) {
      list.forEach(item -> apply(schema.items(), item));
    }
  }

  private static void dropNulls(Schema schema, ObjectNode object) {
    object
        .properties()
        .removeIf(
            field -> {
              Schema known = schema.field(field.getKey());
              return field.getValue().isNull() && known != null && !known.nullable();
            });
  }
}
