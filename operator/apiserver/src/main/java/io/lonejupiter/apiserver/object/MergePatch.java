package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * RFC 7386 as Kubernetes has it: nulls within objects that are new are dropped, in lists they stay.
 * Pure: neither argument is changed.
 */
public final class MergePatch {
  private MergePatch() {}

  public static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch.deepCopy();
    }
    if (!(target instanceof ObjectNode old)) {
      return withoutNulls(patch);
    }
    ObjectNode result = old.deepCopy();
    merge(result, changes);
    return result;
  }

  private static void merge(ObjectNode result, ObjectNode changes) {
    for (var change : changes.properties()) {
      JsonNode value = change.getValue();
      if (value.isNull()) {
        result.remove(change.getKey());
      } else if (result.get(change.getKey()) instanceof ObjectNode old) {
        if (value instanceof ObjectNode inner) {
          merge(old, inner);
        } else {
          result.set(change.getKey(), value.deepCopy());
        }
      } else {
        result.set(change.getKey(), withoutNulls(value));
      }
    }
  }

  private static JsonNode withoutNulls(JsonNode value) {
    JsonNode copy = value.deepCopy();
    dropNulls(copy);
    return copy;
  }

  private static void dropNulls(JsonNode value) {
    if (value instanceof ObjectNode object) {
      object.properties().removeIf(field -> field.getValue().isNull());
    }
    value.forEach(MergePatch::dropNulls);
  }
}
