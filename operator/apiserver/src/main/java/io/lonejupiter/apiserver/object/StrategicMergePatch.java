package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Kubernetes' strategic merge patch for the built-in kinds this server knows: maps merge, lists
 * with a merge key merge by it, {@code finalizers} merge as a set, other lists are replaced.
 * Understands the directives {@code $patch: delete|replace}, {@code $deleteFromPrimitiveList},
 * {@code $retainKeys} and {@code $setElementOrder} (whose order is not enforced). Pure.
 */
public final class StrategicMergePatch {
  private static final Map<String, String> MERGE_KEYS =
      Map.of("ownerReferences", "uid", "secrets", "name", "imagePullSecrets", "name");
  private static final Set<String> PRIMITIVE_SETS = Set.of("finalizers");

  private StrategicMergePatch() {}

  public static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch.deepCopy();
    }
    if ("replace".equals(changes.path("$patch").asText())) {
      ObjectNode replaced = changes.deepCopy();
      replaced.remove("$patch");
      return replaced;
    }
    ObjectNode result = target instanceof ObjectNode object ? object.deepCopy() : Json.object();
    changes.properties().forEach(change -> field(result, change.getKey(), change.getValue()));
    if (changes.get("$retainKeys") instanceof ArrayNode kept) {
      Set<String> names = new HashSet<>();
      kept.forEach(n -> names.add(n.asText()));
      result.retain(names);
    }
    return result;
  }

  private static void field(ObjectNode result, String name, JsonNode change) {
    if (name.startsWith("$deleteFromPrimitiveList/")) {
      removeAll(result, name.substring(name.indexOf('/') + 1), change);
    } else if (name.startsWith("$")) {
      return;
    } else if (change.isNull()) {
      result.remove(name);
    } else if (change instanceof ArrayNode items && result.get(name) instanceof ArrayNode old) {
      result.set(name, list(name, old, items));
    } else {
      result.set(name, apply(result.get(name), change));
    }
  }

  private static ArrayNode list(String name, ArrayNode old, ArrayNode items) {
    String key = MERGE_KEYS.get(name);
    if (key == null && !PRIMITIVE_SETS.contains(name)) {
      return items.deepCopy();
    }
    ArrayNode merged = old.deepCopy();
    for (JsonNode item : items) {
      int at = indexOf(merged, item, key);
      boolean delete = "delete".equals(item.path("$patch").asText());
      if (at >= 0 && delete) {
        merged.remove(at);
      } else if (at >= 0) {
        merged.set(at, apply(merged.get(at), item));
      } else if (!delete) {
        merged.add(item.deepCopy());
      }
    }
    return merged;
  }

  private static int indexOf(ArrayNode list, JsonNode item, String key) {
    for (int i = 0; i < list.size(); i++) {
      JsonNode there = list.get(i);
      if (key == null ? there.equals(item) : there.path(key).equals(item.path(key))) {
        return i;
      }
    }
    return -1;
  }

  private static void removeAll(ObjectNode result, String name, JsonNode values) {
    if (result.get(name) instanceof ArrayNode list) {
      values.forEach(
          value -> {
            int at = indexOf(list, value, null);
            if (at >= 0) {
              list.remove(at);
            }
          });
    }
  }
}
