package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.schema.Schema;
import java.util.Map;
import java.util.TreeMap;

/** Which fields an applied configuration speaks of. Pure. */
final class Fields {
  private Fields() {}

  static FieldSet of(Schema schema, JsonNode value) {
    TreeMap<String, FieldSet> children = new TreeMap<>();
    if (Structure.isFields(schema, value)) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        JsonNode held = field.getValue();
        FieldSet below = of(Structure.field(schema, field.getKey()), held);
        boolean owned =
            held.isNull()
                || held.isObject() && held.isEmpty()
                || Structure.isEntry(schema, field.getKey());
        below = owned ? below.asMember() : below;
        if (!below.isEmpty()) {
          children.put("f:" + field.getKey(), below);
        }
      }
      return new FieldSet(false, children);
    }
    if (Structure.isItems(schema, value)) {
      Structure.byElement(schema, value)
          .forEach((element, item) -> children.put(element, of(schema.items(), item).asMember()));
      return new FieldSet(false, children);
    }
    return FieldSet.LEAF;
  }

  /** Every node of the value, containers included. */
  static FieldSet everything(Schema schema, JsonNode value) {
    TreeMap<String, FieldSet> children = new TreeMap<>();
    if (Structure.isFields(schema, value)) {
      value
          .properties()
          .forEach(
              field ->
                  children.put(
                      "f:" + field.getKey(),
                      everything(Structure.field(schema, field.getKey()), field.getValue())));
    } else if (Structure.isItems(schema, value)) {
      Structure.byElement(schema, value)
          .forEach((element, item) -> children.put(element, everything(schema.items(), item)));
    }
    return new FieldSet(true, children);
  }
}
