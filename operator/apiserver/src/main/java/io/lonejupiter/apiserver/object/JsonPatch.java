package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.status.ApiException;

/** RFC 6902, with the answers Kubernetes gives for what does not fit. Pure. */
public final class JsonPatch {
  private static final int MAX_OPERATIONS = 10_000;

  private JsonPatch() {}

  /**
   * @throws ApiException 400 for a malformed patch, 422 for one that does not fit the target
   */
  public static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!patch.isArray()) {
      throw ApiException.badRequest("error decoding patch: a JSON patch is a list of operations");
    }
    if (patch.size() > MAX_OPERATIONS) {
      throw ApiException.tooLarge(
          "The allowed maximum operations in a JSON patch is "
              + MAX_OPERATIONS
              + ", got "
              + patch.size());
    }
    ObjectNode holder = Json.object();
    holder.set("root", target.deepCopy());
    for (JsonNode operation : patch) {
      one(holder, operation);
    }
    return holder.get("root");
  }

  private static void one(ObjectNode holder, JsonNode operation) {
    JsonPointer path = pointer(operation, "path");
    switch (operation.path("op").asText()) {
      case "add" -> add(holder, path, value(operation));
      case "remove" -> remove(holder, path);
      case "replace" -> {
        find(holder, path);
        set(holder, path, value(operation));
      }
      case "move" -> {
        JsonPointer from = pointer(operation, "from");
        JsonNode moved = find(holder, from);
        remove(holder, from);
        add(holder, path, moved);
      }
      case "copy" -> add(holder, path, find(holder, pointer(operation, "from")).deepCopy());
      case "test" -> {
        JsonNode there = holder.at(path);
        JsonNode expected = value(operation);
        if (!(there.isMissingNode() && expected.isNull()) && !same(there, expected)) {
          throw unfit();
        }
      }
      default ->
          throw ApiException.badRequest(
              "invalid operation " + operation + ": unsupported operation");
    }
  }

  private static boolean same(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0;
    }
    return a.equals(b);
  }

  private static JsonPointer pointer(JsonNode operation, String field) {
    String text = operation.path(field).asText(null);
    if (text == null || !(text.isEmpty() || text.startsWith("/"))) {
      throw ApiException.badRequest(
          "invalid operation " + operation + ": " + field + " must be a JSON pointer");
    }
    return JsonPointer.compile("/root" + text);
  }

  private static JsonNode value(JsonNode operation) {
    JsonNode value = operation.get("value");
    if (value == null) {
      throw ApiException.badRequest("invalid operation " + operation + ": missing value");
    }
    return value.deepCopy();
  }

  private static JsonNode find(ObjectNode holder, JsonPointer path) {
    JsonNode there = holder.at(path);
    if (there.isMissingNode()) {
      throw unfit();
    }
    return there;
  }

  private static void add(ObjectNode holder, JsonPointer path, JsonNode value) {
    JsonNode parent = holder.at(path.head());
    String name = path.last().getMatchingProperty();
    if (parent instanceof ObjectNode object) {
      object.set(name, value);
    } else if (parent instanceof ArrayNode list) {
      int at = name.equals("-") ? list.size() : path.last().getMatchingIndex();
      if (at < 0 || at > list.size()) {
        throw unfit();
      }
      list.insert(at, value);
    } else {
      throw unfit();
    }
  }

  private static void set(ObjectNode holder, JsonPointer path, JsonNode value) {
    JsonNode parent = holder.at(path.head());
    if (parent instanceof ObjectNode object) {
      object.set(path.last().getMatchingProperty(), value);
    } else {
      ((ArrayNode) parent).set(path.last().getMatchingIndex(), value);
    }
  }

  private static void remove(ObjectNode holder, JsonPointer path) {
    find(holder, path);
    JsonNode parent = holder.at(path.head());
    if (parent instanceof ObjectNode object) {
      object.remove(path.last().getMatchingProperty());
    } else {
      ((ArrayNode) parent).remove(path.last().getMatchingIndex());
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
