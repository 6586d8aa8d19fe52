package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.schema.Schema;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What changed between two values of one schema. Pure.
 *
 * @param added paths only the second has
 * @param modified paths both have with different values
 * @param removed paths only the first has
 */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
  private static final Comparison SAME =
      new Comparison(FieldSet.EMPTY, FieldSet.EMPTY, FieldSet.EMPTY);

  static Comparison of(Schema schema, JsonNode before, JsonNode after) {
    if (before == null) {
      FieldSet all = after == null ? FieldSet.EMPTY : Fields.everything(schema, after);
      return new Comparison(all, FieldSet.EMPTY, FieldSet.EMPTY);
    }
    if (after == null) {
      return new Comparison(FieldSet.EMPTY, FieldSet.EMPTY, Fields.everything(schema, before));
    }
    if (Structure.isFields(schema, before) && Structure.isFields(schema, after)) {
      Set<String> names = new LinkedHashSet<>();
      before.properties().forEach(field -> names.add(field.getKey()));
      after.properties().forEach(field -> names.add(field.getKey()));
      Map<String, Comparison> parts = new LinkedHashMap<>();
      for (String name : names) {
        Schema field = Structure.field(schema, name);
        parts.put("f:" + name, of(field, before.get(name), after.get(name)));
      }
      return join(parts);
    }
    if (Structure.isItems(schema, before) && Structure.isItems(schema, after)) {
      Map<String, JsonNode> old = Structure.byElement(schema, before);
      Map<String, JsonNode> now = Structure.byElement(schema, after);
      Set<String> elements = new LinkedHashSet<>(old.keySet());
      elements.addAll(now.keySet());
      Map<String, Comparison> parts = new LinkedHashMap<>();
      for (String element : elements) {
        parts.put(element, of(schema.items(), old.get(element), now.get(element)));
      }
      return join(parts);
    }
    return before.equals(after)
        ? SAME
        : new Comparison(FieldSet.EMPTY, FieldSet.LEAF, FieldSet.EMPTY);
  }

  private static Comparison join(Map<String, Comparison> parts) {
    TreeMap<String, FieldSet> added = new TreeMap<>();
    TreeMap<String, FieldSet> modified = new TreeMap<>();
    TreeMap<String, FieldSet> removed = new TreeMap<>();
    parts.forEach(
        (element, part) -> {
          put(added, element, part.added);
          put(modified, element, part.modified);
          put(removed, element, part.removed);
        });
    return new Comparison(
        new FieldSet(false, added), new FieldSet(false, modified), new FieldSet(false, removed));
  }

  private static void put(TreeMap<String, FieldSet> into, String element, FieldSet part) {
    if (!part.isEmpty()) {
      into.put(element, part);
    }
  }
}
