package io.lonejupiter.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.resource.EventConversion;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.List;

/**
 * Events of the group {@code events.k8s.io}: they have a time, none of the old fields, and only
 * their series changes. Errors name the fields of the core form, as Kubernetes does. Pure.
 */
final class NewEventRules implements KindRules {
  private static final EventConversion CORE = new EventConversion();
  private static final List<String> FIXED =
      List.of(
          "involvedObject",
          "reason",
          "message",
          "source",
          "firstTimestamp",
          "lastTimestamp",
          "count",
          "reason",
          "type",
          "eventTime",
          "action",
          "related",
          "reportingComponent",
          "reportingInstance");

  @Override
  public List<FieldError> check(ObjectNode served) {
    return EventRules.check(CORE.toStored(served), "reportingController");
  }

  @Override
  public List<FieldError> creation(ObjectNode served) {
    JsonNode event = CORE.toStored(served);
    List<FieldError> errors = new ArrayList<>(series(event));
    if (!isTime(event.path("eventTime"))) {
      errors.add(FieldError.required("eventTime", ""));
    }
    String type = event.path("type").asText("");
    if (!type.equals("Normal") && !type.equals("Warning")) {
      errors.add(FieldError.invalid("type", "", "has invalid value: " + type));
    }
    for (String field : List.of("firstTimestamp", "lastTimestamp")) {
      if (isTime(event.path(field))) {
        errors.add(unset(field));
      }
    }
    if (event.path("count").asInt(0) != 0) {
      errors.add(unset("count"));
    }
    if (!event.at("/source/component").asText("").isEmpty()
        || !event.at("/source/host").asText("").isEmpty()) {
      errors.add(unset("source"));
    }
    return errors;
  }

  private static FieldError unset(String field) {
    return FieldError.invalid(field, "", "needs to be unset");
  }

  private static boolean isTime(JsonNode node) {
    return node.isTextual() && !node.asText().isEmpty();
  }

  private static List<FieldError> series(JsonNode event) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode series = event.path("series");
    if (series.isObject()) {
      if (series.path("count").asInt(0) < 2) {
        errors.add(FieldError.invalid("series.count", "", "should be at least 2"));
      }
      if (!isTime(series.path("lastObservedTime"))) {
        errors.add(FieldError.required("series.lastObservedTime", ""));
      }
    }
    return errors;
  }

  @Override
  public List<FieldError> change(ObjectNode servedBefore, ObjectNode servedAfter) {
    JsonNode before = CORE.toStored(servedBefore);
    JsonNode after = CORE.toStored(servedAfter);
    List<FieldError> errors = new ArrayList<>();
    if (!before.path("series").equals(after.path("series"))) {
      errors.addAll(series(after));
    }
    for (String field : FIXED) {
      if (!before.path(field).equals(after.path(field))) {
        JsonNode shown = after.has(field) ? after.get(field) : NullNode.instance;
        String name = field.equals("reportingComponent") ? "reportingController" : field;
        errors.add(FieldError.invalid(name, shown, "field is immutable"));
      }
    }
    return errors;
  }
}
