package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lays one value over another by the schema, and takes paths out of a value. Pure. */
final class Merge {
  private Merge() {}

  static JsonNode over(Schema schema, JsonNode live, JsonNode applied) {
    if (Structure.isFields(schema, live) && Structure.isFields(schema, applied)) {
      ObjectNode merged = live.deepCopy();
      for (Map.Entry<String, JsonNode> field : applied.properties()) {
        JsonNode old = live.get(field.getKey());
        Schema child = Structure.field(schema, field.getKey());
        merged.set(field.getKey(), over(child, old, field.getValue()));
      }
      return merged;
    }
    if (Structure.isItems(schema, live) && Structure.isItems(schema, applied)) {
      return items(schema, live, applied);
    }
    return applied.deepCopy();
  }

  /** Both orders are kept where they agree; where they do not, the applied one wins. */
  private static ArrayNode items(Schema schema, JsonNode live, JsonNode applied) {
    Map<String, JsonNode> old = Structure.byElement(schema, live);
    Map<String, JsonNode> pending = new LinkedHashMap<>(Structure.byElement(schema, applied));
    Map<String, JsonNode> wanted = Map.copyOf(pending);
    ArrayNode merged = JsonNodeFactory.instance.arrayNode();
    old.forEach(
        (element, item) -> {
          if (!wanted.containsKey(element)) {
            merged.add(item.deepCopy());
          } else if (pending.containsKey(element)) {
            emitUpTo(element, schema, old, pending, merged);
          }
        });
    emitUpTo(null, schema, old, pending, merged);
    return merged;
  }

  private static void emitUpTo(
      String last,
      Schema schema,
      Map<String, JsonNode> old,
      Map<String, JsonNode> pending,
      ArrayNode merged) {
    var rest = pending.entrySet().iterator();
    while (rest.hasNext()) {
      var next = rest.next();
      merged.add(over(schema.items(), old.get(next.getKey()), next.getValue()));
      rest.remove();
      if (next.getKey().equals(last)) {
        return;
      }
    }
  }

  /** The value without the member paths of the set; a container this empties goes, too. */
  static JsonNode without(Schema schema, JsonNode value, FieldSet gone) {
    if (gone.isEmpty()) {
      return value;
    }
    if (Structure.isFields(schema, value)) {
      ObjectNode kept = Json.object();
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        FieldSet below = gone.child("f:" + field.getKey());
        if (below.member()) {
          continue;
        }
        Schema child = Structure.field(schema, field.getKey());
        JsonNode rest = without(child, field.getValue(), below);
        if (rest == field.getValue() || !rest.isEmpty()) {
          kept.set(field.getKey(), rest);
        }
      }
      return kept;
    }
    if (Structure.isItems(schema, value)) {
      ArrayNode kept = JsonNodeFactory.instance.arrayNode();
      Structure.byElement(schema, value)
          .forEach(
              (element, item) -> {
                FieldSet below = gone.child(element);
                if (!below.member()) {
                  kept.add(without(schema.items(), item, below));
                }
              });
      return kept;
    }
    return value;
  }
}
