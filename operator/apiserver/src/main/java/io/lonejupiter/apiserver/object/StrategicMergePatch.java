package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.text.GoText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Kubernetes' strategic merge patch for the built-in kinds this server knows: maps merge, lists
 * with a merge key merge by it, {@code metadata.finalizers} merges as a set, other lists are
 * replaced. The target is not changed. Errors are those of Kubernetes.
 *
 * <p>A map is merged in this order: {@code $patch} decides alone; {@code $retainKeys} takes away;
 * lists with a {@code $setElementOrder} merge and are put in order; then all other fields follow.
 */
public final class StrategicMergePatch {
  private static final String DIRECTIVE = "$patch";
  private static final String RETAIN = "$retainKeys";
  private static final String DELETE_FROM = "$deleteFromPrimitiveList";
  private static final String ORDER = "$setElementOrder";

  /** Paths of the lists that merge, with the key of their items; none for plain values. */
  private static final Map<String, String> MERGE_KEYS =
      Map.of(
          "metadata.ownerReferences", "uid",
          "metadata.finalizers", "",
          "secrets", "name",
          "imagePullSecrets", "name",
          "status.conditions", "type");

  private StrategicMergePatch() {}

  /**
   * The target with the patch applied, which loses what was followed.
   *
   * @throws ApiException 400 or 500, as Kubernetes answers a patch it cannot follow
   */
  public static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    return map(target.deepCopy(), patch, "");
  }

  private static ObjectNode map(ObjectNode result, ObjectNode patch, String path) {
    JsonNode directive = patch.get(DIRECTIVE);
    if (directive != null) {
      return switch (directive.asText()) {
        case "replace" -> {
          patch.remove(DIRECTIVE);
          yield patch;
        }
        case "delete" -> Json.object();
        default -> throw unknownType(directive, patch);
      };
    }
    retain(result, patch);
    List<String> names = new ArrayList<>();
    patch.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (name.startsWith(ORDER)) {
        ordered(result, patch, name, path);
      }
    }
    for (var change : patch.properties()) {
      field(result, change.getKey(), change.getValue(), path);
    }
    return result;
  }

  private static void field(ObjectNode result, String key, JsonNode change, String path) {
    boolean deletes = key.startsWith(DELETE_FROM);
    String name = deletes ? listOf(key, "invalid patch format of primitive list") : key;
    if (change.isNull()) {
      result.remove(name);
      return;
    }
    JsonNode old = result.get(name);
    String at = path.isEmpty() ? name : path + "." + name;
    if (old == null) {
      if (!deletes && !change.path(DIRECTIVE).asText().equals("delete")) {
        result.set(name, withoutDirectives(change));
      }
    } else if (old instanceof ObjectNode map && change instanceof ObjectNode changes) {
      result.set(name, map(map, changes, at));
    } else if (old instanceof ArrayNode list && change instanceof ArrayNode items) {
      result.set(
          name, deletes || MERGE_KEYS.containsKey(at) ? list(list, items, at, deletes) : items);
    } else if (!deletes) {
      result.set(name, withoutDirectives(change));
    }
  }

  /** What is new has nothing that a directive or a null could be about. */
  private static JsonNode withoutDirectives(JsonNode value) {
    if (value instanceof ObjectNode map) {
      JsonNode directive = map.remove(DIRECTIVE);
      if (directive != null && directive.asText().equals("delete")) {
        return Json.object();
      }
      map.properties()
          .removeIf(
              field ->
                  field.getValue().isNull()
                      || field.getKey().equals(RETAIN)
                      || field.getKey().startsWith(ORDER)
                      || field.getKey().startsWith(DELETE_FROM));
      map.properties().forEach(field -> withoutDirectives(field.getValue()));
    } else if (value instanceof ArrayNode list) {
      for (int i = list.size() - 1; i >= 0; i--) {
        boolean only = list.get(i).has(DIRECTIVE);
        if (only) {
          list.remove(i);
        } else {
          withoutDirectives(list.get(i));
        }
      }
    }
    return value;
  }

  private static void retain(ObjectNode result, ObjectNode patch) {
    JsonNode kept = patch.remove(RETAIN);
    if (kept == null) {
      return;
    }
    Set<String> names = new HashSet<>();
    kept.forEach(name -> names.add(name.asText()));
    boolean complete =
        patch.properties().stream()
            .allMatch(
                field ->
                    names.contains(field.getKey())
                        || field.getValue().isNull()
                        || field.getKey().startsWith(DELETE_FROM)
                        || field.getKey().startsWith(ORDER));
    if (!kept.isArray() || !complete) {
      throw ApiException.badRequest("invalid patch format of retainKeys");
    }
    result.retain(names);
  }

  private static String listOf(String directive, String complaint) {
    String[] parts = directive.split("/", -1);
    if (parts.length != 2) {
      throw ApiException.badRequest(complaint);
    }
    return parts[1];
  }

  /** Merges one list and puts it into the order the patch asks for. */
  private static void ordered(ObjectNode result, ObjectNode patch, String directive, String path) {
    String complaint = "invalid patch format of setElementOrder list";
    String name = listOf(directive, complaint);
    if (!(patch.remove(directive) instanceof ArrayNode order)) {
      throw failed("expected a []interface {}, but received a string");
    }
    JsonNode before = result.get(name);
    JsonNode changes = patch.get(name);
    String at = path.isEmpty() ? name : path + "." + name;
    String key = MERGE_KEYS.getOrDefault(at, "");
    ArrayNode old = before instanceof ArrayNode list ? list : null;
    ArrayNode items = changes instanceof ArrayNode list ? list : null;
    if (old == null && items == null) {
      return;
    }
    ArrayNode merged;
    if (items == null) {
      merged = old;
    } else {
      follows(items, order, key);
      merged = old == null ? (ArrayNode) withoutDirectives(items) : list(old, items, at, false);
      patch.remove(name);
    }
    result.set(name, arranged(merged, order, old == null ? array(List.of()) : old, key));
  }

  private static void follows(ArrayNode items, ArrayNode order, String key) {
    List<JsonNode> kept = new ArrayList<>();
    items.forEach(
        item -> {
          if (!item.path(DIRECTIVE).asText().equals("delete")) {
            kept.add(item);
          }
        });
    int next = 0;
    for (JsonNode each : order) {
      if (next < kept.size() && same(kept.get(next), each, key)) {
        next++;
      }
    }
    if (next < kept.size()) {
      throw failed(
          "The order in patch list:\n"
              + GoText.plain(items)
              + "\n doesn't match "
              + ORDER
              + " list:\n"
              + GoText.plain(order)
              + "\n");
    }
  }

  private static ArrayNode list(ArrayNode old, ArrayNode items, String at, boolean deletes) {
    if (old.isEmpty() && items.isEmpty()) {
      return old;
    }
    boolean maps = maps(old, items);
    String key = MERGE_KEYS.getOrDefault(at, "");
    if (!maps) {
      Set<JsonNode> all = new LinkedHashSet<>();
      old.forEach(all::add);
      if (deletes) {
        items.forEach(all::remove);
        return array(all);
      }
      items.forEach(all::add);
      return arranged(array(all), items, old, "");
    }
    if (key.isEmpty()) {
      throw failed("cannot merge lists without merge key for " + at);
    }
    return byKey(old, items, key, at);
  }

  private static boolean maps(ArrayNode old, ArrayNode items) {
    JsonNode first = old.isEmpty() ? items.get(0) : old.get(0);
    for (ArrayNode list : List.of(old, items)) {
      for (JsonNode item : list) {
        if (item.isArray()) {
          throw failed("lists of lists are not supported");
        }
        if (item.getNodeType() != first.getNodeType()) {
          throw failed(
              "list element types are not identical: ["
                  + GoText.plain(old)
                  + " "
                  + GoText.plain(items)
                  + "]");
        }
      }
    }
    return first.isObject();
  }

  private static ArrayNode byKey(ArrayNode old, ArrayNode items, String key, String at) {
    List<JsonNode> merged = new ArrayList<>();
    old.forEach(merged::add);
    List<JsonNode> changes = new ArrayList<>();
    boolean replace = false;
    for (JsonNode item : items) {
      JsonNode directive = item.get(DIRECTIVE);
      if (directive == null) {
        changes.add(item);
        continue;
      }
      switch (directive.asText()) {
        case "delete" -> {
          requireKey(item, key);
          merged.removeIf(each -> same(each, item, key));
        }
        case "replace" -> replace = true;
        case "merge" -> throw failed("merging lists cannot yet be specified in the patch");
        default -> throw unknownType(directive, item);
      }
    }
    if (replace) {
      return array(changes);
    }
    List<JsonNode> left = List.copyOf(merged);
    for (JsonNode change : changes) {
      requireKey(change, key);
      int there = indexOf(merged, change, key);
      if (there < 0) {
        merged.add(withoutDirectives(change));
      } else {
        ObjectNode both = ((ObjectNode) merged.get(there)).deepCopy();
        merged.set(there, map(both, (ObjectNode) change, at));
      }
    }
    return arranged(array(merged), array(changes), array(left), key);
  }

  /**
   * Items of the wanted order come in it, the others keep theirs, and where an item of one stood
   * before an item of the other it still does.
   */
  private static ArrayNode arranged(ArrayNode merged, ArrayNode wanted, ArrayNode old, String key) {
    List<JsonNode> order = new ArrayList<>();
    wanted.forEach(order::add);
    List<JsonNode> before = new ArrayList<>();
    old.forEach(before::add);
    List<JsonNode> chosen = new ArrayList<>();
    List<JsonNode> others = new ArrayList<>();
    merged.forEach(item -> (indexOf(order, item, key) >= 0 ? chosen : others).add(item));
    chosen.sort((a, b) -> indexOf(order, a, key) - indexOf(order, b, key));
    ArrayNode result = array(List.of());
    int next = 0;
    for (JsonNode other : others) {
      int place = indexOf(before, other, key);
      while (next < chosen.size()) {
        int rival = indexOf(before, chosen.get(next), key);
        if (place >= 0 && rival >= 0 && place < rival) {
          break;
        }
        result.add(chosen.get(next++));
      }
      result.add(other);
    }
    chosen.subList(next, chosen.size()).forEach(result::add);
    return result;
  }

  private static int indexOf(List<JsonNode> list, JsonNode item, String key) {
    for (int i = 0; i < list.size(); i++) {
      if (same(list.get(i), item, key)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean same(JsonNode a, JsonNode b, String key) {
    return key.isEmpty() ? a.equals(b) : a.path(key).equals(b.path(key));
  }

  private static void requireKey(JsonNode item, String key) {
    if (!item.has(key)) {
      throw failed("map: " + GoText.plain(item) + " does not contain declared merge key: " + key);
    }
  }

  private static ArrayNode array(Iterable<JsonNode> items) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    items.forEach(array::add);
    return array;
  }

  private static ApiException unknownType(JsonNode directive, JsonNode patch) {
    String shown =
        directive.isTextual() ? directive.asText() : "%!s(int64=" + GoText.plain(directive) + ")";
    return failed("unknown patch type: " + shown + " in map: " + GoText.plain(patch));
  }

  /** Kubernetes takes it for a failure of its own. */
  private static ApiException failed(String why) {
    return new ApiException(500, "", why, null);
  }
}
