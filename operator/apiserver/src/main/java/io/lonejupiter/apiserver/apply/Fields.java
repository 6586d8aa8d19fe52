package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which fields a value speaks of. Pure. */
final class Fields {
  private final FieldSet.Builder set = new FieldSet.Builder();

  private Fields() {}

  static FieldSet of(Type type, JsonNode value) {
    Fields fields = new Fields();
    fields.value(type, value, List.of());
    return fields.set.build();
  }

  private void value(Type type, JsonNode value, List<String> path) {
    switch (type.shape(value)) {
      case SCALAR -> set.add(path);
      case LIST -> {
        if (type.isAtomicList()) {
          set.add(path);
        } else if (value.isArray()) {
          items(type, value, path);
        }
      }
      case MAP -> {
        if (type.isAtomicMap()) {
          set.add(path);
        } else if (value.isObject()) {
          fields(type, value, path);
        }
      }
    }
  }

  private void fields(Type type, JsonNode value, List<String> path) {
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      Type below = type.field(field.getKey());
      List<String> child = Walk.below(path, PathElement.field(field.getKey()));
      JsonNode held = field.getValue();
      if (below != null) {
        value(below, held, child);
      }
      boolean empty = held.isNull() || held.isObject() && held.isEmpty();
      if (empty || !type.declares(field.getKey())) {
        set.add(child);
      }
    }
  }

  /** Items that are alike are owned as one, without what is in them. */
  private void items(Type type, JsonNode list, List<String> path) {
    List<String> elements = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    for (JsonNode item : list) {
      String element = Walk.element(type, item);
      elements.add(element);
      counts.merge(element, 1, Integer::sum);
    }
    for (int i = 0; i < elements.size(); i++) {
      List<String> child = Walk.below(path, elements.get(i));
      if (counts.get(elements.get(i)) == 1) {
        value(type.items(), list.get(i), child);
      }
      set.add(child);
    }
  }
}
