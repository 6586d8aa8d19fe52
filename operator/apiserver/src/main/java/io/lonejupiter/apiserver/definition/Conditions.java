package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The conditions in the status of a definition. */
final class Conditions {
  private Conditions() {}

  static boolean isTrue(JsonNode definition, String type) {
    return find(definition, type).path("status").asText().equals("True");
  }

  static JsonNode find(JsonNode definition, String type) {
    for (JsonNode each : definition.at("/status/conditions")) {
      if (each.path("type").asText().equals(type)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  /** Sets a condition; the time of transition changes with its status only. */
  static void set(
      ObjectNode definition,
      String type,
      boolean status,
      String reason,
      String message,
      String now) {
    ObjectNode holder = definition.withObjectProperty("status");
    ArrayNode all =
        holder.path("conditions") instanceof ArrayNode array
            ? array
            : holder.putArray("conditions");
    ObjectNode condition = find(definition, type) instanceof ObjectNode known ? known : null;
    if (condition == null) {
      condition = all.addObject();
    }
    String word = status ? "True" : "False";
    String since =
        condition.path("status").asText("").equals(word)
            ? condition.path("lastTransitionTime").asText(now)
            : now;
    condition.removeAll();
    condition.put("type", type).put("status", word).put("lastTransitionTime", since);
    condition.put("reason", reason).put("message", message);
  }
}
