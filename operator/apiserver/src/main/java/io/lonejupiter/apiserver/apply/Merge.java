package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lays one value over another by the type, and takes paths out of a value. Pure. */
final class Merge {
  private Merge() {}

  /** One of the values may be missing (Java null); so may the result. */
  static JsonNode over(Type type, JsonNode live, JsonNode applied) {
    if (applied == null) {
      return live;
    }
    return switch (type.shape(applied)) {
      case SCALAR -> applied;
      case LIST -> {
        JsonNode old = Walk.items(live);
        JsonNode now = Walk.items(applied);
        yield type.isAtomicList() || old.isEmpty() && now.isEmpty()
            ? applied
            : items(type, old, now);
      }
      case MAP -> {
        JsonNode old = Walk.fields(live);
        JsonNode now = Walk.fields(applied);
        yield type.isAtomicMap() || old.isEmpty() && now.isEmpty()
            ? applied
            : fields(type, old, now);
      }
    };
  }

  private static JsonNode fields(Type type, JsonNode live, JsonNode applied) {
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    Set<String> names = new LinkedHashSet<>();
    live.properties().forEach(field -> names.add(field.getKey()));
    applied.properties().forEach(field -> names.add(field.getKey()));
    for (String name : names) {
      Type below = type.field(name);
      JsonNode value =
          below == null ? live.get(name) : over(below, live.get(name), applied.get(name));
      if (value != null) {
        merged.set(name, value);
      }
    }
    return merged.isEmpty() ? null : merged;
  }

  /** Both orders are kept where they agree; where they do not, the applied one wins. */
  private static JsonNode items(Type type, JsonNode live, JsonNode applied) {
    List<String> left = elements(type, live);
    List<String> right = elements(type, applied);
    Map<String, JsonNode> old = new HashMap<>();
    for (int i = 0; i < left.size(); i++) {
      boolean twin = old.containsKey(left.get(i));
      old.put(left.get(i), twin ? NullNode.instance : live.get(i));
    }
    Set<String> wanted = new HashSet<>(right);
    Deque<String> shared = new ArrayDeque<>();
    right.stream().filter(old::containsKey).forEach(shared::add);
    Set<String> done = new HashSet<>();
    ArrayNode merged = JsonNodeFactory.instance.arrayNode();
    int l = 0;
    int r = 0;
    while (l < left.size() || r < right.size()) {
      if (l < left.size() && r < right.size()) {
        String element = left.get(l);
        if (element.equals(right.get(r))) {
          done.add(element);
          add(merged, over(type.items(), old.get(element), applied.get(r)));
          l++;
          r++;
          shared.poll();
          continue;
        }
        if (wanted.contains(element) && !shared.isEmpty() && !shared.peek().equals(element)) {
          l++;
          continue;
        }
      }
      if (l < left.size()) {
        String element = left.get(l);
        if (!wanted.contains(element)) {
          add(merged, live.get(l));
          l++;
          continue;
        }
        if (done.contains(element)) {
          l++;
        }
      }
      if (r < right.size()) {
        String element = right.get(r);
        done.add(element);
        add(merged, over(type.items(), old.get(element), applied.get(r)));
        r++;
        if (element.equals(shared.peek())) {
          shared.poll();
        }
      }
    }
    return merged.isEmpty() ? null : merged;
  }

  private static void add(ArrayNode merged, JsonNode item) {
    if (item != null) {
      merged.add(item);
    }
  }

  private static List<String> elements(Type type, JsonNode list) {
    List<String> elements = new ArrayList<>();
    list.forEach(item -> elements.add(Walk.element(type, item)));
    return elements;
  }

  /** The value without the member paths of the set; what this empties becomes null. */
  static JsonNode without(Type type, JsonNode value, FieldSet gone) {
    return switch (type.shape(value)) {
      case SCALAR -> value;
      case LIST -> {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        if (!type.isAtomicList()) {
          for (JsonNode item : Walk.items(value)) {
            FieldSet below = gone.child(Walk.element(type, item));
            if (!below.member()) {
              boolean inside = !below.children().isEmpty();
              kept.add(inside ? without(type.items(), item, below) : item);
            }
          }
        }
        yield kept.isEmpty() ? NullNode.instance : kept;
      }
      case MAP -> {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        if (!type.isAtomicMap()) {
          for (Map.Entry<String, JsonNode> field : Walk.fields(value).properties()) {
            FieldSet below = gone.child(PathElement.field(field.getKey()));
            if (!below.member()) {
              Type inner = type.field(field.getKey());
              boolean inside = inner != null && !below.children().isEmpty();
              kept.set(
                  field.getKey(),
                  inside ? without(inner, field.getValue(), below) : field.getValue());
            }
          }
        }
        yield kept.isEmpty() ? NullNode.instance : kept;
      }
    };
  }
}
