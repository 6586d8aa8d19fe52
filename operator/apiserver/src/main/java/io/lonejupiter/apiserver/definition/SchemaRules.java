package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a schema may say, beyond being structural. Pure. */
final class SchemaRules {
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");
  private static final List<String> REASONS =
      List.of(
          "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");
  private static final Set<String> HEADER = Set.of("metadata", "kind", "apiVersion");

  /**
   * Where in an object a schema stands.
   *
   * @param noDefaults why defaults are forbidden here; null when they are not
   * @param inMetadata of the object or of an embedded one
   */
  private record Place(boolean root, String noDefaults, boolean inMetadata) {
    Place below() {
      return new Place(false, noDefaults, inMetadata);
    }

    Place withoutDefaults(String why) {
      return new Place(false, why, inMetadata);
    }

    Place inMetadata(boolean ofRoot, String field) {
      return new Place(false, ofRoot ? "in top-level " + field : noDefaults, true);
    }
  }

  private final List<FieldError> errors = new ArrayList<>();

  private SchemaRules() {}

  static List<FieldError> check(String path, JsonNode schema) {
    SchemaRules rules = new SchemaRules();
    rules.schema(path, schema, new Place(true, null, false));
    return rules.errors;
  }

  private void schema(String path, JsonNode schema, Place place) {
    if (!schema.isObject()) {
      return;
    }
    standard(path, schema, place);
    if (schema.path("uniqueItems").asBoolean()) {
      errors.add(
          FieldError.forbidden(
              path + ".uniqueItems",
              "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
    }
    additional(path, schema, place);
    properties(path, schema, place);
    schema(path + ".not", schema.path("not"), place.below());
    for (String junctor : List.of("allOf", "oneOf", "anyOf")) {
      JsonNode all = schema.path(junctor);
      for (int i = 0; i < all.size(); i++) {
        schema(path + "." + junctor + "[" + i + "]", all.get(i), place.below());
      }
    }
    schema
        .path("definitions")
        .properties()
        .forEach(
            each ->
                schema(
                    path + ".definitions[" + each.getKey() + "]", each.getValue(), place.below()));
    schema(path + ".items", schema.path("items"), place.below());
    extensions(path, schema);
    mapsAndSets(path, schema);
    rules(path, schema);
  }

  private void standard(String path, JsonNode schema, Place place) {
    String type = schema.path("type").asText("");
    if (!type.isEmpty() && !TYPES.contains(type)) {
      errors.add(FieldError.notSupported(path + ".type", schema.get("type"), TYPES));
    }
    if (schema.has("default") && place.noDefaults() != null) {
      errors.add(FieldError.forbidden(path + ".default", "must not be set " + place.noDefaults()));
    }
    unsupported(path, !schema.path("id").asText("").isEmpty(), "id");
    unsupported(path, schema.has("additionalItems"), "additionalItems");
    unsupported(path, !schema.path("patternProperties").isEmpty(), "patternProperties");
    unsupported(path, !schema.path("definitions").isEmpty(), "definitions");
    unsupported(path, schema.has("dependencies"), "dependencies");
    unsupported(path, schema.has("$ref"), "$ref");
    if (type.equals("null")) {
      errors.add(
          FieldError.forbidden(
              path + ".type", "type cannot be set to null, use nullable as an alternative"));
    }
    if (schema.path("items").isArray() && !schema.path("items").isEmpty()) {
      errors.add(
          FieldError.forbidden(path + ".items", "items must be a schema object and not an array"));
    }
    if (place.inMetadata() && schema.path("x-kubernetes-embedded-resource").asBoolean()) {
      errors.add(
          FieldError.forbidden(
              path + ".x-kubernetes-embedded-resource",
              "must not be used inside of resource meta"));
    }
  }

  private void unsupported(String path, boolean there, String field) {
    if (there) {
      errors.add(FieldError.forbidden(path + "." + field, field + " is not supported"));
    }
  }

  private void additional(String path, JsonNode schema, Place place) {
    JsonNode additional = schema.path("additionalProperties");
    if (additional.isMissingNode()) {
      return;
    }
    if (!schema.path("properties").isEmpty()
        && !(additional.isBoolean() && additional.asBoolean())) {
      errors.add(
          FieldError.forbidden(
              path + ".additionalProperties",
              "additionalProperties and properties are mutual exclusive"));
    }
    schema(
        path + ".additionalProperties",
        additional,
        place.inMetadata()
            ? place.withoutDefaults("inside additionalProperties applying to object metadata")
            : place.below());
  }

  private void properties(String path, JsonNode schema, Place place) {
    boolean resource = place.root() || schema.path("x-kubernetes-embedded-resource").asBoolean();
    for (var each : schema.path("properties").properties()) {
      String name = each.getKey();
      boolean header = resource && HEADER.contains(name);
      schema(
          StructuralRules.property(path, name),
          each.getValue(),
          header ? place.inMetadata(place.root(), name) : place.below());
    }
  }

  private void extensions(String path, JsonNode schema) {
    String type = schema.path("type").asText("");
    JsonNode preserve = schema.path("x-kubernetes-preserve-unknown-fields");
    if (preserve.isBoolean() && !preserve.asBoolean()) {
      errors.add(
          FieldError.invalid(
              path + ".x-kubernetes-preserve-unknown-fields",
              BooleanNode.FALSE,
              "must be true or undefined"));
    }
    JsonNode map = schema.path("x-kubernetes-map-type");
    if (map.isTextual()) {
      ofType(path, type, "object", "x-kubernetes-map-type");
      oneOf(path, "x-kubernetes-map-type", map, List.of("atomic", "granular"));
    }
    JsonNode list = schema.path("x-kubernetes-list-type");
    if (list.isTextual() && !type.equals("array")) {
      ofType(path, type, "array", "x-kubernetes-list-type");
    } else if (list.asText("").equals("set")) {
      set(path, schema.path("items"));
    }
    if (list.isTextual()) {
      oneOf(path, "x-kubernetes-list-type", list, List.of("atomic", "set", "map"));
    }
    JsonNode keys = schema.path("x-kubernetes-list-map-keys");
    if (!keys.isEmpty() && !list.asText("").equals("map")) {
      String words = "must be map if x-kubernetes-list-map-keys is non-empty";
      errors.add(
          list.isTextual()
              ? FieldError.invalid(path + ".x-kubernetes-list-type", list, words)
              : FieldError.required(path + ".x-kubernetes-list-type", words));
    }
    if (list.asText("").equals("map")) {
      map(path, keys, schema.path("items"));
    }
  }

  private void ofType(String path, String type, String wanted, String extension) {
    if (!type.equals(wanted)) {
      String words = "must be " + wanted + " if " + extension + " is specified";
      errors.add(
          type.isEmpty()
              ? FieldError.required(path + ".type", words)
              : FieldError.invalid(path + ".type", type, words));
    }
  }

  private void oneOf(String path, String field, JsonNode value, List<String> supported) {
    if (!supported.contains(value.asText())) {
      errors.add(FieldError.notSupported(path + "." + field, value, supported));
    }
  }

  private void set(String path, JsonNode item) {
    String words = "must be atomic as item of a list with x-kubernetes-list-type=set";
    String type = item.path("type").asText("");
    JsonNode list = item.path("x-kubernetes-list-type");
    JsonNode shown = list.isTextual() ? list : NullNode.getInstance();
    if (type.equals("array") && list.isTextual() && !list.asText().equals("atomic")) {
      errors.add(FieldError.invalid(path + ".items.x-kubernetes-list-type", shown, words));
    }
    if (type.equals("object") && !item.path("x-kubernetes-map-type").asText("").equals("atomic")) {
      errors.add(FieldError.invalid(path + ".items.x-kubernetes-map-type", shown, words));
    }
  }

  private void map(String path, JsonNode keys, JsonNode item) {
    if (keys.isEmpty()) {
      errors.add(
          FieldError.required(
              path + ".x-kubernetes-list-map-keys",
              "must not be empty if x-kubernetes-list-type is map"));
    }
    if (item.isMissingNode()) {
      errors.add(
          FieldError.required(
              path + ".items", "must have a schema if x-kubernetes-list-type is map"));
      return;
    }
    JsonNode type = item.path("type");
    if (!type.asText("").equals("object")) {
      errors.add(
          FieldError.invalid(
              path + ".items.type",
              type.asText(""),
              "must be object if parent array's x-kubernetes-list-type is map"));
      return;
    }
    Set<String> seen = new HashSet<>();
    for (JsonNode each : keys) {
      JsonNode property = item.path("properties").path(each.asText());
      String of = property.path("type").asText("");
      if (property.isMissingNode()) {
        errors.add(
            FieldError.invalid(
                path + ".x-kubernetes-list-map-keys",
                keys,
                "entries must all be names of item properties"));
      } else if (of.equals("array") || of.equals("object")) {
        errors.add(
            FieldError.invalid(
                StructuralRules.property(path + ".items", each.asText()) + ".type",
                type,
                "must be a scalar type if parent array's x-kubernetes-list-type is map"));
      }
      if (!seen.add(each.asText())) {
        errors.add(
            FieldError.invalid(
                path + ".x-kubernetes-list-map-keys", keys, "must not contain duplicate entries"));
      }
    }
  }

  private void mapsAndSets(String path, JsonNode schema) {
    String list = schema.path("x-kubernetes-list-type").asText("");
    JsonNode item = schema.path("items");
    if (!item.isObject() || !list.equals("map") && !list.equals("set")) {
      return;
    }
    if (item.path("nullable").asBoolean()) {
      errors.add(
          FieldError.forbidden(
              path + ".items.nullable",
              "cannot be nullable when x-kubernetes-list-type is " + list));
    }
    if (!list.equals("map")) {
      return;
    }
    Set<String> required = new HashSet<>();
    item.path("required").forEach(each -> required.add(each.asText()));
    for (JsonNode each : schema.path("x-kubernetes-list-map-keys")) {
      JsonNode property = item.path("properties").path(each.asText());
      String at = StructuralRules.property(path + ".items", each.asText());
      if (property.isObject() && !required.contains(each.asText()) && !property.has("default")) {
        errors.add(
            FieldError.required(
                at + ".default",
                "this property is in x-kubernetes-list-map-keys, so it must have a default or be"
                    + " a required property"));
      }
      if (property.path("nullable").asBoolean()) {
        errors.add(
            FieldError.forbidden(
                at + ".nullable",
                "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"));
      }
    }
  }

  private void rules(String path, JsonNode schema) {
    JsonNode rules = schema.path("x-kubernetes-validations");
    for (int i = 0; i < rules.size(); i++) {
      rule(path + ".x-kubernetes-validations[" + i + "]", rules.get(i), schema);
    }
  }

  private void rule(String path, JsonNode rule, JsonNode schema) {
    String expression = rule.path("rule").asText("").strip();
    String message = rule.path("message").asText("");
    if (expression.isEmpty()) {
      errors.add(FieldError.required(path + ".rule", "rule is not specified"));
    } else if (!message.isEmpty() && message.isBlank()) {
      errors.add(FieldError.invalid(path + ".message", message, "must be non-empty if specified"));
    } else if (hasLines(message.strip())) {
      errors.add(FieldError.invalid(path + ".message", message, "must not contain line breaks"));
    } else if (hasLines(expression) && message.isBlank()) {
      errors.add(
          FieldError.required(path + ".message", "must be specified if rule contains line breaks"));
    }
    String byExpression = rule.path("messageExpression").asText("");
    if (!byExpression.isEmpty() && byExpression.isBlank()) {
      errors.add(
          FieldError.required(path + ".messageExpression", "must be non-empty if specified"));
    }
    JsonNode reason = rule.path("reason");
    if (reason.isTextual() && !REASONS.contains(reason.asText())) {
      errors.add(FieldError.notSupported(path + ".reason", reason, REASONS));
    }
    String field = rule.path("fieldPath").asText("");
    if (!field.isEmpty() && field.isBlank()) {
      errors.add(FieldError.invalid(path + ".fieldPath", field, "must be non-empty if specified"));
    }
    if (hasLines(field)) {
      errors.add(FieldError.invalid(path + ".fieldPath", field, "must not contain line breaks"));
    }
    if (!field.isEmpty() && !FieldPath.of(field, schema, true).isValid()) {
      errors.add(
          FieldError.invalid(path + ".fieldPath", TextNode.valueOf(field), "must be a valid path"));
    }
  }

  private static boolean hasLines(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
  }
}
