package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.object.Json;
import java.util.List;
import java.util.Map;

/**
 * Versions and schemas as Kubernetes shows them in messages: its inner structures with every field
 * in their order, set or not. Pure.
 */
final class GoForm {
  /** What an unset field shows. */
  private enum Kind {
    TEXT,
    FLAG,
    NULL,
    SCHEMA,
    SCHEMA_LIST,
    SCHEMA_MAP,
    SCHEMA_OR_BOOL,
    ITEMS,
    RULES
  }

  private record Field(String go, String json, Kind kind) {}

  private static final List<Field> SCHEMA =
      List.of(
          new Field("ID", "id", Kind.TEXT),
          new Field("Schema", "$schema", Kind.TEXT),
          new Field("Ref", "$ref", Kind.NULL),
          new Field("Description", "description", Kind.TEXT),
          new Field("Type", "type", Kind.TEXT),
          new Field("Nullable", "nullable", Kind.FLAG),
          new Field("Format", "format", Kind.TEXT),
          new Field("Title", "title", Kind.TEXT),
          new Field("Default", "default", Kind.NULL),
          new Field("Maximum", "maximum", Kind.NULL),
          new Field("ExclusiveMaximum", "exclusiveMaximum", Kind.FLAG),
          new Field("Minimum", "minimum", Kind.NULL),
          new Field("ExclusiveMinimum", "exclusiveMinimum", Kind.FLAG),
          new Field("MaxLength", "maxLength", Kind.NULL),
          new Field("MinLength", "minLength", Kind.NULL),
          new Field("Pattern", "pattern", Kind.TEXT),
          new Field("MaxItems", "maxItems", Kind.NULL),
          new Field("MinItems", "minItems", Kind.NULL),
          new Field("UniqueItems", "uniqueItems", Kind.FLAG),
          new Field("MultipleOf", "multipleOf", Kind.NULL),
          new Field("Enum", "enum", Kind.NULL),
          new Field("MaxProperties", "maxProperties", Kind.NULL),
          new Field("MinProperties", "minProperties", Kind.NULL),
          new Field("Required", "required", Kind.NULL),
          new Field("Items", "items", Kind.ITEMS),
          new Field("AllOf", "allOf", Kind.SCHEMA_LIST),
          new Field("OneOf", "oneOf", Kind.SCHEMA_LIST),
          new Field("AnyOf", "anyOf", Kind.SCHEMA_LIST),
          new Field("Not", "not", Kind.SCHEMA),
          new Field("Properties", "properties", Kind.SCHEMA_MAP),
          new Field("AdditionalProperties", "additionalProperties", Kind.SCHEMA_OR_BOOL),
          new Field("PatternProperties", "patternProperties", Kind.SCHEMA_MAP),
          new Field("Dependencies", "dependencies", Kind.NULL),
          new Field("AdditionalItems", "additionalItems", Kind.SCHEMA_OR_BOOL),
          new Field("Definitions", "definitions", Kind.SCHEMA_MAP),
          new Field("ExternalDocs", "externalDocs", Kind.NULL),
          new Field("Example", "example", Kind.NULL),
          new Field("XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", Kind.NULL),
          new Field("XEmbeddedResource", "x-kubernetes-embedded-resource", Kind.FLAG),
          new Field("XIntOrString", "x-kubernetes-int-or-string", Kind.FLAG),
          new Field("XListMapKeys", "x-kubernetes-list-map-keys", Kind.NULL),
          new Field("XListType", "x-kubernetes-list-type", Kind.NULL),
          new Field("XMapType", "x-kubernetes-map-type", Kind.NULL),
          new Field("XValidations", "x-kubernetes-validations", Kind.RULES));

  private static final List<Field> RULE =
      List.of(
          new Field("Rule", "rule", Kind.TEXT),
          new Field("Message", "message", Kind.TEXT),
          new Field("MessageExpression", "messageExpression", Kind.TEXT),
          new Field("Reason", "reason", Kind.NULL),
          new Field("FieldPath", "fieldPath", Kind.TEXT),
          new Field("OptionalOldSelf", "optionalOldSelf", Kind.NULL));

  private GoForm() {}

  static JsonNode versions(InternalSpec spec) {
    if (!spec.spec().path("versions").isArray()) {
      return NullNode.getInstance();
    }
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (ObjectNode version : spec.versions()) {
      ObjectNode node = all.addObject();
      node.put("Name", version.path("name").asText(""));
      node.put("Served", version.path("served").asBoolean());
      node.put("Storage", version.path("storage").asBoolean());
      node.put("Deprecated", version.path("deprecated").asBoolean());
      node.set("DeprecationWarning", orNull(version.get("deprecationWarning")));
      JsonNode schema = version.get("schema");
      if (schema == null || schema.isNull()) {
        node.putNull("Schema");
      } else {
        JsonNode inner = schema.get("openAPIV3Schema");
        node.putObject("Schema")
            .set("OpenAPIV3Schema", inner == null ? NullNode.getInstance() : schema(inner));
      }
      node.set("Subresources", subresources(version.path("subresources")));
      node.set("AdditionalPrinterColumns", columns(version.path("additionalPrinterColumns")));
      node.set("SelectableFields", selectable(version.path("selectableFields")));
    }
    return all;
  }

  static JsonNode schema(JsonNode schema) {
    return struct(schema, SCHEMA);
  }

  private static ObjectNode struct(JsonNode value, List<Field> fields) {
    ObjectNode node = Json.object();
    fields.forEach(field -> node.set(field.go(), value(field.kind(), value.get(field.json()))));
    return node;
  }

  private static JsonNode value(Kind kind, JsonNode value) {
    return switch (kind) {
      case TEXT -> value == null ? TextNode.valueOf("") : value;
      case FLAG -> JsonNodeFactory.instance.booleanNode(value != null && value.asBoolean());
      case NULL -> orNull(value);
      case SCHEMA -> value == null ? NullNode.getInstance() : schema(value);
      case SCHEMA_LIST -> list(value, GoForm::schema);
      case SCHEMA_MAP -> map(value);
      case SCHEMA_OR_BOOL -> schemaOrBool(value);
      case ITEMS -> items(value);
      case RULES -> list(value, rule -> struct(rule, RULE));
    };
  }

  private static JsonNode orNull(JsonNode value) {
    return value == null ? NullNode.getInstance() : value;
  }

  private interface Shown {
    JsonNode of(JsonNode value);
  }

  private static JsonNode list(JsonNode values, Shown shown) {
    if (values == null || !values.isArray()) {
      return NullNode.getInstance();
    }
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    values.forEach(each -> all.add(shown.of(each)));
    return all;
  }

  private static JsonNode map(JsonNode values) {
    if (values == null || !values.isObject()) {
      return NullNode.getInstance();
    }
    ObjectNode all = Json.object();
    values.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> all.set(each.getKey(), schema(each.getValue())));
    return all;
  }

  private static JsonNode schemaOrBool(JsonNode value) {
    if (value == null) {
      return NullNode.getInstance();
    }
    ObjectNode node = Json.object().put("Allows", !value.isBoolean() || value.asBoolean());
    node.set("Schema", value.isObject() ? schema(value) : NullNode.getInstance());
    return node;
  }

  private static JsonNode items(JsonNode value) {
    if (value == null) {
      return NullNode.getInstance();
    }
    ObjectNode node = Json.object();
    node.set("Schema", value.isObject() ? schema(value) : NullNode.getInstance());
    node.set("JSONSchemas", list(value, GoForm::schema));
    return node;
  }

  private static JsonNode subresources(JsonNode value) {
    if (!value.isObject()) {
      return NullNode.getInstance();
    }
    ObjectNode node = Json.object();
    node.set("Status", value.has("status") ? Json.object() : NullNode.getInstance());
    JsonNode scale = value.path("scale");
    if (scale.isObject()) {
      ObjectNode shown = node.putObject("Scale");
      shown.put("SpecReplicasPath", scale.path("specReplicasPath").asText(""));
      shown.put("StatusReplicasPath", scale.path("statusReplicasPath").asText(""));
      shown.set("LabelSelectorPath", orNull(scale.get("labelSelectorPath")));
    } else {
      node.putNull("Scale");
    }
    return node;
  }

  private static JsonNode columns(JsonNode value) {
    return list(
        value,
        column ->
            Json.object()
                .put("Name", column.path("name").asText(""))
                .put("Type", column.path("type").asText(""))
                .put("Format", column.path("format").asText(""))
                .put("Description", column.path("description").asText(""))
                .put("Priority", column.path("priority").asInt(0))
                .put("JSONPath", column.path("jsonPath").asText("")));
  }

  private static JsonNode selectable(JsonNode value) {
    return list(value, field -> Json.object().put("JSONPath", field.path("jsonPath").asText("")));
  }
}
