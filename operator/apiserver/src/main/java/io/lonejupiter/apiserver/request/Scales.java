package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.FieldError;
import io.lonejupiter.apiserver.text.GoText;
import java.util.List;

/** The fields that the scale subresource reads and writes must fit it. Pure. */
final class Scales {
  private Scales() {}

  static List<FieldError> spec(ResourceType type, JsonNode object) {
    return type.scale() == null ? List.of() : replicas(object, type.scale().specReplicas());
  }

  static List<FieldError> status(ResourceType type, JsonNode object) {
    if (type.scale() == null) {
      return List.of();
    }
    List<FieldError> errors = replicas(object, type.scale().statusReplicas());
    List<String> selector = type.scale().labelSelector();
    if (selector == null) {
      return errors;
    }
    Found found = find(object, selector);
    String why = found.why.isEmpty() ? mismatch(selector, found.value, "string") : found.why;
    boolean fits = found.value == null || found.value.isTextual();
    return found.why.isEmpty() && fits
        ? errors
        : java.util.stream.Stream.concat(
                errors.stream(), List.of(FieldError.invalid(shown(selector), "", why)).stream())
            .toList();
  }

  private static List<FieldError> replicas(JsonNode object, List<String> path) {
    Found found = find(object, path);
    if (!found.why.isEmpty()) {
      return List.of(FieldError.invalid(shown(path), IntNode.valueOf(0), found.why));
    }
    if (found.value == null) {
      return List.of();
    }
    if (!found.value.isIntegralNumber()) {
      return List.of(
          FieldError.invalid(
              shown(path), IntNode.valueOf(0), mismatch(path, found.value, "int64")));
    }
    if (found.value.longValue() < 0) {
      return List.of(
          FieldError.invalid(shown(path), found.value, "should be a non-negative integer"));
    }
    if (found.value.longValue() > Integer.MAX_VALUE) {
      return List.of(
          FieldError.invalid(
              shown(path), found.value, "should be less than or equal to " + Integer.MAX_VALUE));
    }
    return List.of();
  }

  /** A value, null when there is none, or why it cannot be reached. */
  private record Found(JsonNode value, String why) {}

  private static Found find(JsonNode object, List<String> path) {
    JsonNode at = object;
    for (int i = 0; i < path.size(); i++) {
      if (at.isNull()) {
        return new Found(null, "");
      }
      if (!at.isObject()) {
        return new Found(null, mismatch(path.subList(0, i + 1), at, "map[string]interface{}"));
      }
      at = at.get(path.get(i));
      if (at == null) {
        return new Found(null, "");
      }
    }
    return new Found(at, "");
  }

  private static String mismatch(List<String> path, JsonNode value, String wanted) {
    return value == null
        ? ""
        : shown(path)
            + " accessor error: "
            + GoText.plain(value)
            + " is of the type "
            + GoText.type(value)
            + ", expected "
            + wanted;
  }

  private static String shown(List<String> path) {
    return "." + String.join(".", path);
  }
}
