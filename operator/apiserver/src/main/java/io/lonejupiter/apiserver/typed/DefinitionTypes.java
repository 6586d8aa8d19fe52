package io.lonejupiter.apiserver.typed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.typed.Messages.Field;
import io.lonejupiter.apiserver.typed.Messages.Shape;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the fields of a CustomResourceDefinition are of the types that Go's structs have. Go
 * reads on after a value of a wrong type and tells the first, but stops where a type reads itself.
 * Pure.
 */
public final class DefinitionTypes {
  private final boolean converts;
  private IOException first;

  private DefinitionTypes(boolean converts) {
    this.converts = converts;
  }

  /**
   * @throws IOException in the words of Go
   */
  public static void check(ObjectNode definition) throws IOException {
    whole(definition, new DefinitionTypes(false));
  }

  /**
   * As {@link #check}, of what a strategic merge patch made of one; there other words are used.
   *
   * @throws IOException in the words of Go
   */
  public static void convert(ObjectNode definition) throws IOException {
    whole(definition, new DefinitionTypes(true));
  }

  private static void whole(ObjectNode definition, DefinitionTypes types) throws IOException {
    ObjectNode plain = definition.deepCopy();
    plain.remove(List.of("apiVersion", "kind"));
    types.message(plain, "CustomResourceDefinition", "");
    types.end();
  }

  private void end() throws IOException {
    if (first != null) {
      throw first;
    }
  }

  private void message(JsonNode object, String message, String path) throws IOException {
    Map<String, Field> byName = new HashMap<>();
    Messages.known().fields(message).values().forEach(field -> byName.put(field.name(), field));
    for (Map.Entry<String, JsonNode> given : object.properties()) {
      Field field = byName.get(given.getKey());
      if (field != null && !given.getValue().isNull()) {
        String at = path.isEmpty() ? given.getKey() : path + "." + given.getKey();
        field(field, given.getValue(), message, at);
      }
    }
  }

  private void field(Field field, JsonNode value, String struct, String path) throws IOException {
    boolean list = field.shape() == Shape.LIST;
    if (!list && field.shape() != Shape.MAP) {
      single(field.type(), value, struct, path);
    } else if (list ? value.isArray() : value.isObject()) {
      for (JsonNode each : value) {
        if (!each.isNull()) {
          single(field.type(), each, struct, path);
        }
      }
    } else {
      wrong(value, TypedJson.kind(value), struct, path, field.goType());
    }
  }

  private void single(String type, JsonNode value, String struct, String path) throws IOException {
    String go = Messages.goType(type);
    if (Messages.isText(type)) {
      require(value.isTextual(), value, struct, path, go);
      return;
    }
    switch (type) {
      case "JSON", "FieldsV1" -> {}
      case "bool" -> require(value.isBoolean(), value, struct, path, go);
      case "float64" -> number(value, Double.isFinite(value.doubleValue()), struct, path, go);
      case "int32" -> number(value, isWhole(value, value.canConvertToInt()), struct, path, go);
      case "int64" -> number(value, isWhole(value, value.canConvertToLong()), struct, path, go);
      case "Time" -> {
        if (value.isTextual()) {
          GoTime.normal(value.textValue(), false);
        } else {
          throw failure(TypedJson.kind(value), struct, path, go);
        }
      }
      case "bytes" -> {
        require(value.isTextual(), value, struct, path, go);
        if (value.isTextual()) {
          Base64Text.normal(value.textValue());
        }
      }
      case "JSONSchemaPropsOrBool" -> {
        if (value.isObject()) {
          nested("JSONSchemaProps", value, struct, path);
        } else if (!value.isBoolean()) {
          throw new IOException("boolean or JSON schema expected");
        }
      }
      case "JSONSchemaPropsOrArray", "JSONSchemaPropsOrStringArray" -> {
        String item = type.endsWith("StringArray") ? "string" : "JSONSchemaProps";
        if (value.isObject()) {
          nested("JSONSchemaProps", value, struct, path);
        }
        for (JsonNode each : value.isArray() ? value : List.<JsonNode>of()) {
          nested(item, each, struct, path);
        }
      }
      default -> {
        if (value.isObject()) {
          message(value, type, path);
        } else {
          require(false, value, struct, path, go);
        }
      }
    }
  }

  /** A value that its type reads itself. */
  private void nested(String type, JsonNode value, String struct, String path) throws IOException {
    if (!value.isNull()) {
      DefinitionTypes types = new DefinitionTypes(converts);
      types.single(type, value, struct, path);
      types.end();
    }
  }

  private static boolean isWhole(JsonNode value, boolean fits) {
    return value.isIntegralNumber() && fits;
  }

  private void number(JsonNode value, boolean fits, String struct, String path, String type) {
    if (!value.isNumber()) {
      wrong(value, TypedJson.kind(value), struct, path, type);
    } else if (!fits) {
      wrong(value, "number " + value, struct, path, type);
    }
  }

  private void require(boolean fits, JsonNode value, String struct, String path, String type) {
    if (!fits) {
      wrong(value, TypedJson.kind(value), struct, path, type);
    }
  }

  private void wrong(JsonNode value, String what, String struct, String path, String type) {
    if (first == null) {
      first = converts ? TypedJson.unconvertible(value, type) : failure(what, struct, path, type);
    }
  }

  private static IOException failure(String what, String struct, String path, String type) {
    return new IOException(
        "json: cannot unmarshal "
            + what
            + " into Go struct field "
            + struct
            + "."
            + path
            + " of type "
            + type);
  }
}
