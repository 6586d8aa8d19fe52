package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.schema.Regex;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a schema is structural: the shape of objects is known from the types alone, and what
 * combines conditions (allOf, anyOf, oneOf, not) only narrows values. Pure.
 */
final class StructuralRules {
  private static final Set<String> META = Set.of("name", "generateName");

  private enum Level {
    ROOT("must not be empty at the root"),
    ITEM("must not be empty for specified array items"),
    FIELD("must not be empty for specified object fields");

    private final String words;

    Level(String words) {
      this.words = words;
    }
  }

  private final List<FieldError> errors = new ArrayList<>();

  private StructuralRules() {}

  /** In the order of their text, as Kubernetes reports them. */
  static List<FieldError> check(String path, JsonNode schema) {
    StructuralRules rules = new StructuralRules();
    rules.schema(path, schema, Level.ROOT);
    rules.errors.sort(Comparator.comparing(FieldError::toString));
    return rules.errors;
  }

  static String property(String path, String name) {
    return path + ".properties[" + name + "]";
  }

  static boolean isTrue(JsonNode schema, String flag) {
    return schema.path(flag).asBoolean();
  }

  private void schema(String path, JsonNode schema, Level level) {
    String type = schema.path("type").asText("");
    boolean embedded = isTrue(schema, "x-kubernetes-embedded-resource");
    boolean preserves = isTrue(schema, "x-kubernetes-preserve-unknown-fields");
    boolean intOrString = isTrue(schema, "x-kubernetes-int-or-string");
    JsonNode properties = schema.path("properties");
    JsonNode additional = schema.path("additionalProperties");
    if (type.equals("array") && !schema.path("items").isObject()) {
      errors.add(FieldError.required(path + ".items", "must be specified"));
    }
    if (schema.path("items").isObject()) {
      schema(path + ".items", schema.get("items"), Level.ITEM);
    }
    properties
        .properties()
        .forEach(each -> schema(property(path, each.getKey()), each.getValue(), Level.FIELD));
    if (!additional.isMissingNode() && level == Level.ROOT) {
      errors.add(
          FieldError.forbidden(path + ".additionalProperties", "must not be used at the root"));
    }
    if (additional.isObject()) {
      schema(path + ".additionalProperties", additional, Level.FIELD);
    }
    if (intOrString && preserves) {
      errors.add(
          FieldError.invalid(
              path + ".x-kubernetes-preserve-unknown-fields",
              BooleanNode.TRUE,
              "must be false if x-kubernetes-int-or-string is true"));
    }
    if (intOrString && embedded) {
      errors.add(
          FieldError.invalid(
              path + ".x-kubernetes-embedded-resource",
              BooleanNode.TRUE,
              "must be false if x-kubernetes-int-or-string is true"));
    }
    values(path, schema, isIntOrString(schema.path("anyOf")), firstIsIntOrString(schema));
    if (embedded && !type.equals("object")) {
      String words = "must be object if x-kubernetes-embedded-resource is true";
      errors.add(
          type.isEmpty()
              ? FieldError.required(path + ".type", words)
              : FieldError.invalid(path + ".type", type, words));
    } else if (type.isEmpty() && !intOrString && !preserves) {
      errors.add(FieldError.required(path + ".type", level.words));
    }
    if (embedded && !additional.isMissingNode()) {
      errors.add(
          FieldError.forbidden(
              path + ".additionalProperties",
              "must not be used if x-kubernetes-embedded-resource is set"));
    }
    if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
      errors.add(FieldError.invalid(path + ".type", type, "must be object at the root"));
    }
    if (level == Level.ROOT || embedded) {
      header(path, properties, "kind", "string");
      header(path, properties, "apiVersion", "string");
      header(path, properties, "metadata", "object");
    }
    if (level == Level.ROOT && properties.has("metadata")) {
      onlyNames(property(path, "metadata"), properties.get("metadata"));
    }
    if (embedded && !preserves && properties.isEmpty()) {
      errors.add(
          FieldError.required(
              path + ".properties",
              "must not be empty if x-kubernetes-embedded-resource is true without"
                  + " x-kubernetes-preserve-unknown-fields"));
    }
  }

  private void header(String path, JsonNode properties, String name, String wanted) {
    if (properties.has(name)) {
      String type = properties.get(name).path("type").asText("");
      if (!type.equals(wanted)) {
        errors.add(FieldError.invalid(property(path, name) + ".type", type, "must be " + wanted));
      }
    }
  }

  /** Metadata is the same in every kind; only the names may be narrowed. */
  private void onlyNames(String path, JsonNode metadata) {
    if (!(metadata.deepCopy() instanceof ObjectNode rest)) {
      return;
    }
    rest.remove(List.of("type", "default"));
    boolean names = true;
    for (var each : rest.path("properties").properties()) {
      names &= META.contains(each.getKey());
    }
    if (names) {
      rest.remove("properties");
    }
    if (!rest.isEmpty()) {
      errors.add(
          FieldError.forbidden(
              path,
              "must not specify anything other than name and generateName, but metadata is"
                  + " implicitly specified"));
    }
  }

  private static boolean isIntOrString(JsonNode anyOf) {
    return anyOf.size() == 2
        && isOnlyType(anyOf.get(0), "integer")
        && isOnlyType(anyOf.get(1), "string");
  }

  private static boolean isOnlyType(JsonNode schema, String type) {
    return schema.size() == 1 && schema.path("type").asText().equals(type);
  }

  private static boolean firstIsIntOrString(JsonNode schema) {
    return isIntOrString(schema.path("allOf").path(0).path("anyOf"));
  }

  private void values(String path, JsonNode schema, boolean skipAnyOf, boolean skipFirstAllOf) {
    if (!skipAnyOf) {
      nested(path, schema, "anyOf", false);
    }
    nested(path, schema, "allOf", skipFirstAllOf);
    nested(path, schema, "oneOf", false);
    if (schema.path("not").isObject()) {
      narrowing(path + ".not", schema.get("not"), false);
    }
    String pattern = schema.path("pattern").asText("");
    Optional<String> mistake = pattern.isEmpty() ? Optional.empty() : Regex.mistake(pattern);
    mistake.ifPresent(
        words ->
            errors.add(
                FieldError.invalid(
                    path + ".pattern",
                    pattern,
                    "must be a valid regular expression, but isn't: " + words)));
  }

  private void nested(String path, JsonNode schema, String junctor, boolean skipFirstAnyOf) {
    JsonNode all = schema.path(junctor);
    for (int i = 0; i < all.size(); i++) {
      narrowing(path + "." + junctor + "[" + i + "]", all.get(i), skipFirstAnyOf && i == 0);
    }
  }

  private void narrowing(String path, JsonNode schema, boolean skipAnyOf) {
    values(path, schema, skipAnyOf, false);
    if (schema.path("items").isObject()) {
      narrowing(path + ".items", schema.get("items"), false);
    }
    schema
        .path("properties")
        .properties()
        .forEach(each -> narrowing(property(path, each.getKey()), each.getValue(), false));
    empty(path, schema, "type");
    if (!schema.path("additionalProperties").isMissingNode()) {
      undefined(path, "additionalProperties");
    }
    if (schema.has("default")) {
      undefined(path, "default");
    }
    empty(path, schema, "title");
    empty(path, schema, "description");
    for (String flag :
        List.of(
            "nullable",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string")) {
      if (isTrue(schema, flag)) {
        errors.add(FieldError.forbidden(path + "." + flag, "must be false to be structural"));
      }
    }
    nonEmpty(path, schema, "x-kubernetes-list-map-keys");
    for (String undefined : List.of("x-kubernetes-list-type", "x-kubernetes-map-type")) {
      if (schema.has(undefined)) {
        undefined(path, undefined);
      }
    }
    nonEmpty(path, schema, "x-kubernetes-validations");
    JsonNode metadata = schema.path("properties").path("metadata");
    if (!(metadata instanceof MissingNode)) {
      errors.add(
          FieldError.forbidden(
              property(path, "metadata"), "must not be specified in a nested context"));
    }
  }

  private void nonEmpty(String path, JsonNode schema, String list) {
    if (!schema.path(list).isEmpty()) {
      errors.add(FieldError.forbidden(path + "." + list, "must be empty to be structural"));
    }
  }

  private void empty(String path, JsonNode schema, String text) {
    if (!schema.path(text).asText("").isEmpty()) {
      errors.add(FieldError.forbidden(path + "." + text, "must be empty to be structural"));
    }
  }

  private void undefined(String path, String field) {
    errors.add(FieldError.forbidden(path + "." + field, "must be undefined to be structural"));
  }
}
