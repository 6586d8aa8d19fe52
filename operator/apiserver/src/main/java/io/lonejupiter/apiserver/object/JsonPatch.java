package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.text.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * RFC 6902 as Kubernetes has it: an index may count from the end, and whatever does not fit the
 * target is answered with one sentence. Pure: neither argument is changed.
 */
public final class JsonPatch {
  private static final int MAX_OPERATIONS = 10_000;
  private static final int MAX_COPIED_BYTES = 3 * 1024 * 1024;
  private static final Set<String> KINDS =
      Set.of("add", "remove", "replace", "move", "copy", "test");

  /** A null that an operation brought, and a copy of one: no test finds the copy to be null. */
  private static final JsonNode BROUGHT = new OddNull();

  private static final JsonNode COPIED = new OddNull();

  private static final class OddNull extends NullNode {
    private static final long serialVersionUID = 1;
  }

  private final ArrayNode holder;
  private long copied;

  private JsonPatch(JsonNode target) {
    holder = Json.object().arrayNode();
    holder.add(target.deepCopy());
  }

  /**
   * @throws ApiException 400 for a malformed patch, 413 for one that is too long, 422 for one that
   *     does not fit the target
   */
  public static JsonNode apply(JsonNode target, JsonNode patch) {
    if (patch.isNull()) {
      return target.deepCopy();
    }
    if (!patch.isArray()) {
      throw malformed(patch, "jsonpatch.Patch");
    }
    for (JsonNode operation : patch) {
      if (!operation.isObject() && !operation.isNull()) {
        throw malformed(operation, "jsonpatch.Operation");
      }
    }
    for (JsonNode operation : patch) {
      validate(operation);
    }
    if (patch.size() > MAX_OPERATIONS) {
      throw ApiException.tooLarge(
          "Request entity too large: The allowed maximum operations in a JSON patch is "
              + MAX_OPERATIONS
              + ", got "
              + patch.size());
    }
    JsonPatch work = new JsonPatch(target);
    for (JsonNode operation : patch) {
      work.one(operation);
    }
    return work.holder.get(0);
  }

  private static ApiException malformed(JsonNode value, String type) {
    return ApiException.badRequest(
        "json: cannot unmarshal " + JsonReader.kind(value) + " into Go value of type " + type);
  }

  private static void validate(JsonNode operation) {
    String kind = operation.path("op").isTextual() ? operation.path("op").asText() : "";
    if (!KINDS.contains(kind)) {
      throw invalid(operation, "unsupported operation");
    }
    text(operation, "path", "operation missing path field: missing value");
    if (kind.equals("move") || kind.equals("copy")) {
      text(operation, "from", "operation, missing from field: missing value");
    }
    if ((kind.equals("add") || kind.equals("replace")) && !operation.has("value")) {
      throw invalid(
          operation, "failed to decode 'value': operation, missing value field: missing value");
    }
  }

  private static void text(JsonNode operation, String field, String missing) {
    JsonNode text = operation.path(field);
    if (text.isMissingNode() || text.isNull()) {
      throw invalid(operation, "failed to decode '" + field + "': " + missing);
    }
    if (!text.isTextual()) {
      throw invalid(
          operation,
          "failed to decode '"
              + field
              + "': json: cannot unmarshal "
              + JsonReader.kind(text)
              + " into Go value of type string");
    }
  }

  private static ApiException invalid(JsonNode operation, String why) {
    return ApiException.badRequest("invalid operation " + GoText.json(operation) + ": " + why);
  }

  private void one(JsonNode operation) {
    String path = operation.path("path").asText();
    switch (operation.path("op").asText()) {
      case "add" -> add(place(path), brought(operation));
      case "remove" -> remove(place(path));
      case "replace" -> replace(path, brought(operation));
      case "move" -> {
        Place from = place(operation.path("from").asText());
        JsonNode moved = find(from);
        remove(from);
        add(place(path), moved);
      }
      case "copy" -> {
        JsonNode found = find(place(operation.path("from").asText())).deepCopy();
        copied += Json.bytes(found).length;
        if (copied > MAX_COPIED_BYTES) {
          throw unfit();
        }
        add(place(path), found instanceof OddNull ? COPIED : found);
      }
      default -> test(path, operation.get("value"));
    }
  }

  private static JsonNode brought(JsonNode operation) {
    JsonNode value = operation.get("value");
    return value.isNull() ? BROUGHT : value.deepCopy();
  }

  /** Where an operation works: a field or an index of a parent. */
  private record Place(JsonNode parent, String name) {}

  private Place place(String path) {
    if (!path.startsWith("/")) {
      throw unfit();
    }
    List<String> names = new ArrayList<>();
    for (String part : path.substring(1).split("/", -1)) {
      names.add(part.replace("~1", "/").replace("~0", "~"));
    }
    JsonNode parent = holder.get(0);
    for (String name : names.subList(0, names.size() - 1)) {
      parent = find(new Place(parent, name));
    }
    if (!parent.isContainerNode()) {
      throw unfit();
    }
    return new Place(parent, names.get(names.size() - 1));
  }

  private static JsonNode find(Place place) {
    JsonNode there;
    if (place.parent instanceof ArrayNode list) {
      there = list.get(index(place.name, list.size()));
    } else {
      there = place.parent.get(place.name);
    }
    if (there == null) {
      throw unfit();
    }
    return there;
  }

  /** An index into a list of so many items, counted from its end when it is negative. */
  private static int index(String text, int size) {
    if (!text.matches("[+-]?\\d{1,9}")) {
      throw unfit();
    }
    int at = Integer.parseInt(text);
    at = at < 0 ? at + size : at;
    if (at < 0 || at >= size) {
      throw unfit();
    }
    return at;
  }

  private static void add(Place place, JsonNode value) {
    if (place.parent instanceof ObjectNode object) {
      object.set(place.name, value);
    } else {
      ArrayNode list = (ArrayNode) place.parent;
      int at = place.name.equals("-") ? list.size() : index(place.name, list.size() + 1);
      list.insert(at, value);
    }
  }

  private static void remove(Place place) {
    find(place);
    if (place.parent instanceof ObjectNode object) {
      object.remove(place.name);
    } else {
      ArrayNode list = (ArrayNode) place.parent;
      list.remove(index(place.name, list.size()));
    }
  }

  private void replace(String path, JsonNode value) {
    if (path.isEmpty()) {
      if (value.isContainerNode()) {
        holder.set(0, value);
      }
      return;
    }
    Place place = place(path);
    find(place);
    if (place.parent instanceof ObjectNode object) {
      object.set(place.name, value);
    } else {
      ArrayNode list = (ArrayNode) place.parent;
      list.set(index(place.name, list.size()), value);
    }
  }

  private void test(String path, JsonNode expected) {
    JsonNode there;
    if (path.isEmpty()) {
      there = holder.get(0);
    } else {
      Place place = place(path);
      there = place.parent.isArray() ? find(place) : place.parent.get(place.name);
    }
    if (there == COPIED) {
      throw unfit();
    }
    boolean missing = there == null || there.isNull();
    boolean fits = missing ? expected != null && expected.isNull() : there.equals(expected);
    if (!fits) {
      throw unfit();
    }
  }

  private static ApiException unfit() {
    return new ApiException(
        422,
        "Invalid",
        "the server rejected our request due to an error in our request",
        Json.object());
  }
}
