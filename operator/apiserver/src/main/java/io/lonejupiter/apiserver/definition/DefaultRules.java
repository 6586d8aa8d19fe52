package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.schema.Pruner;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.schema.SchemaParser;
import io.lonejupiter.apiserver.schema.Validator;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.List;

/** Whether the defaults of a structural schema are values that it would take. Pure. */
final class DefaultRules {
  private final List<FieldError> errors = new ArrayList<>();

  private DefaultRules() {}

  static List<FieldError> check(String path, JsonNode schema) {
    DefaultRules rules = new DefaultRules();
    rules.root(path + ".default", schema.get("default"));
    rules.node(path, schema);
    return rules.errors;
  }

  /** The default of the whole would be an object, and must say which. */
  private void root(String path, JsonNode value) {
    if (value instanceof ObjectNode object) {
      for (String field : List.of("apiVersion", "kind")) {
        if (object.path(field).asText("").isEmpty()) {
          errors.add(FieldError.required(path + "." + field, ""));
        }
      }
    }
  }

  /** Kubernetes does not look at the type of a default that may be a number or a text. */
  private static JsonNode typed(JsonNode raw) {
    JsonNode typed = raw.deepCopy();
    typed
        .findParents("x-kubernetes-int-or-string")
        .forEach(each -> ((ObjectNode) each).remove("x-kubernetes-int-or-string"));
    return typed;
  }

  private void node(String path, JsonNode raw) {
    if (raw.has("default") && !raw.get("default").isNull()) {
      value(path + ".default", SchemaParser.parse(typed(raw)), raw.get("default"));
    }
    if (raw.path("items").isObject()) {
      node(path + ".items", raw.get("items"));
    }
    for (var each : raw.path("properties").properties()) {
      node(StructuralRules.property(path, each.getKey()), each.getValue());
    }
  }

  private void value(String path, Schema schema, JsonNode value) {
    if (value instanceof ObjectNode object && !Pruner.prune(schema, object.deepCopy()).isEmpty()) {
      errors.add(FieldError.invalid(path, value, "must not have unknown fields"));
    }
    for (FieldError each : Validator.validate(schema, value)) {
      String at = each.path().isEmpty() ? path : path + "." + each.path();
      errors.add(new FieldError(at, each.reason(), each.value(), each.detail()));
    }
  }
}
