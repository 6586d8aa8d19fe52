package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Drops what the schema does not know, and nulls it does not allow. Works in place on a tree the
 * caller owns.
 */
public final class Pruner {
  private static final Set<String> HEADER = Set.of("apiVersion", "kind", "metadata");

  private Pruner() {}

  /** Removes unknown fields and answers their paths, in alphabetical order. */
  public static List<String> prune(Schema schema, JsonNode value) {
    List<String> dropped = new ArrayList<>();
    prune(schema, value, "", dropped);
    dropped.sort(null);
    return dropped;
  }

  private static void prune(Schema schema, JsonNode value, String path, List<String> dropped) {
    boolean keep = schema != null && schema.preserveUnknown();
    if (value instanceof ObjectNode object) {
      List<String> unknown = new ArrayList<>();
      for (var field : object.properties()) {
        String name = field.getKey();
        if (schema != null && schema.embeddedResource() && HEADER.contains(name)) {
          continue;
        }
        String child = path.isEmpty() ? name : path + "." + name;
        if (schema != null && (schema.field(name) != null || schema.anyAdditional())) {
          prune(schema.field(name), field.getValue(), child, dropped);
        } else if (!keep) {
          unknown.add(name);
          dropped.add(child);
        }
      }
      object.remove(unknown);
    } else if (value instanceof ArrayNode list) {
      Schema items = schema == null ? null : schema.items();
      if (keep && items == null) {
        return;
      }
      for (int i = 0; i < list.size(); i++) {
        prune(items, list.get(i), path + "[" + i + "]", dropped);
      }
    }
  }

  /** Drops fields that are null, may not be, and have no default to take the place of the null. */
  public static void dropNulls(Schema schema, JsonNode value) {
    if (schema == null) {
      return;
    }
    if (value instanceof ObjectNode object) {
      object
          .properties()
          .removeIf(
              field -> {
                Schema known = schema.field(field.getKey());
                return field.getValue().isNull()
                    && known != null
                    && !known.nullable()
                    && known.defaultValue() == null;
              });
      object
          .properties()
          .forEach(field -> dropNulls(schema.field(field.getKey()), field.getValue()));
    } else if (value instanceof ArrayNode list) {
      list.forEach(item -> dropNulls(schema.items(), item));
    }
  }
}
