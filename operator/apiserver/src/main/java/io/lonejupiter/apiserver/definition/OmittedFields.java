package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a definition may say and Kubernetes does not keep, as it says nothing: empty texts, lists
 * and maps, {@code false} and 0, where its own structures mark a field {@code omitempty}. Pure.
 */
final class OmittedFields {
  private static final List<String> NAMES =
      List.of("singular", "listKind", "shortNames", "categories");
  private static final List<String> VERSION =
      List.of("deprecated", "additionalPrinterColumns", "selectableFields");
  private static final List<String> COLUMN = List.of("format", "description", "priority");
  private static final List<String> RULE = List.of("message", "messageExpression", "fieldPath");
  private static final List<String> JUNCTORS = List.of("allOf", "oneOf", "anyOf");
  private static final List<String> MAPS =
      List.of("properties", "patternProperties", "definitions");
  private static final List<String> SCHEMAS =
      List.of("not", "items", "additionalProperties", "additionalItems");
  private static final List<String> SCHEMA =
      List.of(
          "id",
          "$schema",
          "description",
          "type",
          "format",
          "title",
          "exclusiveMaximum",
          "exclusiveMinimum",
          "pattern",
          "uniqueItems",
          "enum",
          "required",
          "allOf",
          "oneOf",
          "anyOf",
          "properties",
          "patternProperties",
          "dependencies",
          "definitions",
          "nullable",
          "x-kubernetes-embedded-resource",
          "x-kubernetes-int-or-string",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-validations");

  private OmittedFields() {}

  /** Drops them in place. */
  static void drop(ObjectNode spec) {
    drop(spec, List.of("preserveUnknownFields"));
    drop(spec.path("names"), NAMES);
    for (JsonNode version : spec.path("versions")) {
      version.path("additionalPrinterColumns").forEach(column -> drop(column, COLUMN));
      drop(version, VERSION);
      schema(version.path("schema").path("openAPIV3Schema"));
    }
  }

  private static void schema(JsonNode schema) {
    if (!schema.isObject()) {
      return;
    }
    for (String field : SCHEMAS) {
      schema(schema.path(field));
    }
    for (String field : JUNCTORS) {
      schema.path(field).forEach(OmittedFields::schema);
    }
    for (String field : MAPS) {
      schema.path(field).forEach(OmittedFields::schema);
    }
    schema.path("x-kubernetes-validations").forEach(rule -> drop(rule, RULE));
    drop(schema, SCHEMA);
  }

  private static void drop(JsonNode from, List<String> fields) {
    if (from instanceof ObjectNode object) {
      fields.stream().filter(field -> saysNothing(object.path(field))).forEach(object::remove);
    }
  }

  private static boolean saysNothing(JsonNode value) {
    return value.isContainerNode()
        ? value.isEmpty()
        : value.isTextual()
            ? value.textValue().isEmpty()
            : value.isBoolean() ? !value.booleanValue() : value.isNumber() && value.asDouble() == 0;
  }
}
