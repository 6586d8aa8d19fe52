package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Drops what the schema does not know. Works in place on a tree the caller owns. */
public final class Pruner {
  private Pruner() {}

  /** Removes unknown fields and answers their paths, in alphabetical order. */
  public static List<String> prune(Schema schema, JsonNode value) {
    List<String> dropped = new ArrayList<>();
    prune(schema, value, "", dropped);
    dropped.sort(null);
    return dropped;
  }

  private static void prune(Schema schema, JsonNode value, String path, List<String> dropped) {
    if (value instanceof ObjectNode object) {
      List<String> unknown = new ArrayList<>();
      for (var field : object.properties()) {
        String child = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
        Schema known = schema.field(field.getKey());
        if (known != null) {
          prune(known, field.getValue(), child, dropped);
        } else if (!schema.preserveUnknown() && !isEmbeddedHeader(schema, field.getKey())) {
          unknown.add(field.getKey());
          dropped.add(child);
        }
      }
      object.remove(unknown);
    } else if (value instanceof ArrayNode list && schema.items() != null) {
      for (int i = 0; i < list.size(); i++) {
        prune(schema.items(), list.get(i), path + "[" + i + "]", dropped);
      }
    }
  }

  private static boolean isEmbeddedHeader(Schema schema, String field) {
    return schema.embeddedResource()
        && (field.equals("apiVersion") || field.equals("kind") || field.equals("metadata"));
  }
}
