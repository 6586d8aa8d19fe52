package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.cel.RuleCheck;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for what one version of a definition says. Pure. */
final class VersionRules {
  private static final List<String> COLUMN_TYPES =
      List.of("boolean", "date", "integer", "number", "string");
  private static final List<String> COLUMN_FORMATS =
      List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
  private static final String DIALECT = "OpenAPIV3Schema 'schema' is not supported";
  private static final int MAX_SELECTABLE = 8;
  private static final int MAX_WARNING = 256;

  /** In Kubernetes' order, by which it also tells them. */
  private static final List<String> AT_ROOT =
      List.of(
          "description",
          "type",
          "format",
          "title",
          "maximum",
          "exclusiveMaximum",
          "minimum",
          "exclusiveMinimum",
          "maxLength",
          "minLength",
          "pattern",
          "maxItems",
          "minItems",
          "uniqueItems",
          "multipleOf",
          "required",
          "items",
          "properties",
          "externalDocs",
          "example",
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-validations");

  private VersionRules() {}

  static List<FieldError> schema(String path, JsonNode schema, boolean hasStatus) {
    List<FieldError> errors = new ArrayList<>();
    if (hasStatus) {
      root(path, schema, errors);
    }
    if (schema.path("nullable").asBoolean()) {
      errors.add(FieldError.forbidden(path + ".nullable", "nullable cannot be true at the root"));
    }
    boolean itemsAreList = hasListOfItems(schema);
    List<FieldError> structural =
        itemsAreList
            ? List.of()
            : hasDialect(schema)
                ? List.of(FieldError.invalid(path, "", DIALECT))
                : StructuralRules.check(path, schema);
    List<FieldError> shape = SchemaRules.check(path, schema);
    errors.addAll(structural);
    if (structural.isEmpty() && !itemsAreList) {
      errors.addAll(DefaultRules.check(path, schema));
    }
    errors.addAll(shape);
    if (structural.isEmpty() && !itemsAreList) {
      errors.addAll(RuleCheck.check(schema, path, shape));
    }
    return errors;
  }

  /** Such a schema cannot be looked at as a structural one. */
  private static boolean hasListOfItems(JsonNode schema) {
    return schema.findValues("items").stream().anyMatch(list -> list.isArray() && !list.isEmpty());
  }

  /** Kubernetes tells that of the whole, wherever it stands. */
  private static boolean hasDialect(JsonNode schema) {
    return schema.findValues("$schema").stream().anyMatch(JsonNode::isTextual);
  }

  private static void root(String path, JsonNode schema, List<FieldError> errors) {
    if (!schema.path("type").asText("object").equals("object")) {
      errors.add(
          FieldError.invalid(
              path + ".type",
              schema.path("type").asText(""),
              "only \"object\" is allowed as the type at the root of the schema if the status"
                  + " subresource is enabled"));
    }
    for (var each : schema.properties()) {
      if (!AT_ROOT.contains(each.getKey())) {
        errors.add(
            FieldError.invalidStruct(
                path,
                GoForm.schema(schema),
                "only [Description Type Format Title Maximum ExclusiveMaximum Minimum"
                    + " ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems"
                    + " UniqueItems MultipleOf Required Items Properties ExternalDocs Example"
                    + " XPreserveUnknownFields XValidations] fields are allowed at the root of the"
                    + " schema if the status subresource is enabled"));
        return;
      }
    }
  }

  static void deprecation(String path, JsonNode version, List<FieldError> errors) {
    JsonNode warning = version.path("deprecationWarning");
    if (!warning.isTextual()) {
      return;
    }
    String at = path + ".deprecationWarning";
    if (!version.path("deprecated").asBoolean()) {
      errors.add(FieldError.invalid(at, warning, "can only be set for deprecated versions"));
      return;
    }
    String text = warning.asText();
    if (text.length() > MAX_WARNING) {
      errors.add(FieldError.invalid(at, warning, "must be <= 256 characters long"));
    }
    if (text.isEmpty()) {
      errors.add(FieldError.invalid(at, warning, "must not be an empty string"));
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        errors.add(
            FieldError.invalid(
                at,
                warning,
                "must only contain printable UTF-8 characters; non-printable character found at"
                    + " index "
                    + i));
        return;
      }
    }
  }

  static void subresources(String path, JsonNode subresources, List<FieldError> errors) {
    JsonNode scale = subresources.path("scale");
    if (scale.isObject()) {
      replicas(path + ".scale.specReplicasPath", scale, "specReplicasPath", ".spec", errors);
      replicas(path + ".scale.statusReplicasPath", scale, "statusReplicasPath", ".status", errors);
      String selector = scale.path("labelSelectorPath").asText("");
      if (!selector.isEmpty()
          && simplePath(path + ".scale.labelSelectorPath", selector, errors)
          && !selector.startsWith(".spec.")
          && !selector.startsWith(".status.")) {
        errors.add(
            FieldError.invalid(
                path + ".scale.labelSelectorPath",
                selector,
                "should be a json path under either .spec or .status"));
      }
    }
  }

  private static void replicas(
      String path, JsonNode scale, String field, String under, List<FieldError> errors) {
    String replicas = scale.path(field).asText("");
    if (replicas.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else if (simplePath(path, replicas, errors) && !replicas.startsWith(under + ".")) {
      errors.add(FieldError.invalid(path, replicas, "should be a json path under " + under));
    }
  }

  private static boolean simplePath(String path, String text, List<FieldError> errors) {
    if (text.startsWith(".")) {
      return true;
    }
    errors.add(FieldError.invalid(path, text, "must be a simple json path starting with ."));
    return false;
  }

  static void columns(String path, JsonNode columns, List<FieldError> errors) {
    for (int i = 0; i < columns.size(); i++) {
      column(path + "[" + i + "]", columns.get(i), errors);
    }
  }

  private static void column(String path, JsonNode column, List<FieldError> errors) {
    if (column.path("name").asText("").isEmpty()) {
      errors.add(FieldError.required(path + ".name", ""));
    }
    String type = column.path("type").asText("");
    String types = "must be one of " + String.join(",", COLUMN_TYPES);
    if (type.isEmpty()) {
      errors.add(FieldError.required(path + ".type", types));
    } else if (!COLUMN_TYPES.contains(type)) {
      errors.add(FieldError.invalid(path + ".type", type, types));
    }
    String format = column.path("format").asText("");
    if (!format.isEmpty() && !COLUMN_FORMATS.contains(format)) {
      errors.add(
          FieldError.invalid(
              path + ".format", format, "must be one of " + String.join(",", COLUMN_FORMATS)));
    }
    String jsonPath = column.path("jsonPath").asText("");
    if (jsonPath.isEmpty()) {
      errors.add(FieldError.required(path + ".JSONPath", ""));
    } else {
      simplePath(path + ".JSONPath", jsonPath, errors);
    }
  }

  static void selectable(String path, JsonNode fields, JsonNode schema, List<FieldError> errors) {
    if (!schema.isObject()) {
      return;
    }
    Set<List<String>> seen = new HashSet<>();
    for (int i = 0; i < fields.size(); i++) {
      String at = path + "[" + i + "].jsonPath";
      String text = fields.get(i).path("jsonPath").asText("");
      FieldPath found = FieldPath.of(text, schema, false);
      if (text.isEmpty()) {
        errors.add(FieldError.required(at, ""));
      } else if (!found.isValid()) {
        errors.add(FieldError.invalid(at, text, "is an invalid path: " + found.mistake()));
      } else {
        field(at, text, found, errors);
        if (!seen.add(found.names())) {
          errors.add(FieldError.duplicate(at, TextNode.valueOf(text)));
        }
      }
    }
    if (seen.size() > MAX_SELECTABLE) {
      errors.add(FieldError.tooMany(path, seen.size(), MAX_SELECTABLE));
    }
  }

  private static void field(String at, String text, FieldPath found, List<FieldError> errors) {
    if (found.names().get(0).equals("metadata")) {
      errors.add(FieldError.invalid(at, text, "must not point to fields in metadata"));
    }
    String type = found.schema().path("type").asText("");
    if (!List.of("string", "boolean", "integer").contains(type)) {
      errors.add(
          FieldError.invalid(
              at,
              text,
              "must point to a field of type string, boolean or integer. Enum string fields and"
                  + " strings with formats are allowed."));
    }
  }
}
