package io.lonejupiter.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.object.Names;
import io.lonejupiter.apiserver.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Events of the core group: those with a time of their own must say who reports what. Pure. */
final class EventRules implements KindRules {
  private static final int MAX_WORD = 128;
  private static final int MAX_MESSAGE = 1024;

  @Override
  public List<FieldError> check(ObjectNode event) {
    return check(event, "reportingComponent");
  }

  /** The rules that hold in both groups, for an event in its core form. */
  static List<FieldError> check(JsonNode event, String controller) {
    List<FieldError> errors = new ArrayList<>();
    String namespace = Metadata.namespace(event);
    if (event.path("eventTime").asText("").isEmpty() || event.path("eventTime").isNull()) {
      String about = event.at("/involvedObject/namespace").asText("");
      boolean fits = about.isEmpty() ? namespace.equals("default") : about.equals(namespace);
      if (!fits) {
        errors.add(elsewhere(about));
      }
    } else {
      withTime(event, namespace, controller, errors);
    }
    return errors;
  }

  private static void withTime(
      JsonNode event, String namespace, String controller, List<FieldError> errors) {
    String about = event.at("/involvedObject/namespace").asText("");
    if (about.isEmpty() && !Set.of("default", "kube-system").contains(namespace)) {
      errors.add(elsewhere(about));
    }
    String reporter = event.path("reportingComponent").asText("");
    if (reporter.isEmpty()) {
      errors.add(FieldError.required(controller, ""));
    }
    Names.qualified(reporter)
        .forEach(each -> errors.add(FieldError.invalid(controller, reporter, each)));
    for (String field : List.of("reportingInstance", "action", "reason")) {
      String text = event.path(field).asText("");
      if (text.isEmpty()) {
        errors.add(FieldError.required(field, ""));
      }
      atMost(event, field, MAX_WORD, errors);
    }
    atMost(event, "message", MAX_MESSAGE, errors);
  }

  private static void atMost(JsonNode event, String field, int max, List<FieldError> errors) {
    String text = event.path(field).asText("");
    if (text.getBytes(StandardCharsets.UTF_8).length > max) {
      errors.add(FieldError.invalid(field, "", "can have at most " + max + " characters"));
    }
  }

  private static FieldError elsewhere(String namespace) {
    return FieldError.invalid(
        "involvedObject.namespace", namespace, "does not match event.namespace");
  }
}
