package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.schema.Schema.ListKind;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The items of sets and of keyed lists must be told apart. Pure. */
public final class ListKeys {
  private final List<FieldError> errors = new ArrayList<>();

  private ListKeys() {}

  /** Of what a definition declares; lists in the metadata are not looked at. */
  public static List<FieldError> check(Schema schema, JsonNode object) {
    ListKeys check = new ListKeys();
    check.value(schema, object, "");
    return check.errors;
  }

  private void value(Schema schema, JsonNode value, String path) {
    if (schema == null) {
      return;
    }
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        String name = field.getKey();
        if (schema.additional() != null) {
          value(schema.additional(), field.getValue(), path + "[" + name + "]");
        }
        if (schema.declares(name) && !(path.isEmpty() && name.equals("metadata"))) {
          String child = path.isEmpty() ? name : path + "." + name;
          value(schema.field(name), field.getValue(), child);
        }
      }
    } else if (value.isArray()) {
      if (schema.list() == ListKind.SET) {
        twins(value, value, path);
      } else if (schema.list() == ListKind.MAP) {
        keys(schema, value, path);
      }
      for (int i = 0; i < value.size(); i++) {
        value(schema.items(), value.get(i), path + "[" + i + "]");
      }
    }
  }

  private void keys(Schema schema, JsonNode list, String path) {
    for (int i = 0; i < list.size(); i++) {
      JsonNode item = list.get(i);
      if (!item.isObject() && !item.isNull()) {
        errors.add(
            FieldError.invalid(
                path + "[" + i + "]", item, "must be an object for an array of list-type map"));
        return;
      }
    }
    var keys = JsonNodeFactory.instance.arrayNode();
    for (JsonNode item : list) {
      ObjectNode key = keys.addObject();
      for (String name : schema.listKeys()) {
        if (item.has(name)) {
          key.set(name, item.get(name));
        }
      }
    }
    twins(keys, keys, path);
  }

  /** Told once for each value, at its second place. */
  private void twins(JsonNode identities, JsonNode shown, String path) {
    Map<JsonNode, Integer> seen = new HashMap<>();
    for (int i = 0; i < identities.size(); i++) {
      if (seen.merge(identities.get(i), 1, Integer::sum) == 2) {
        errors.add(FieldError.duplicate(path + "[" + i + "]", shown.get(i)));
      }
    }
  }
}
