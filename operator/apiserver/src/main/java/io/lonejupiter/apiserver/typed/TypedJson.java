package io.lonejupiter.apiserver.typed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.typed.Messages.Field;
import io.lonejupiter.apiserver.typed.Messages.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON into a built-in object as Go does: unknown fields are dropped and told, nulls count as
 * not given, times and bytes come out in one form. Pure; the errors are Go's.
 */
public final class TypedJson {
  private final List<String> unknown = new ArrayList<>();

  private final boolean converts;

  private TypedJson(boolean converts) {
    this.converts = converts;
  }

  /**
   * An object as it is kept.
   *
   * @param unknown the paths of what the kind does not have, in the order of the text
   */
  public record Read(ObjectNode object, List<String> unknown) {}

  /** Whether the kind is known field by field. */
  public static boolean knows(String apiVersion, String kind) {
    return Messages.known().fields(apiVersion + "/" + kind) != null;
  }

  /** An object of a kind that is known, with what shows even when nothing was given. */
  public static ObjectNode empty(String apiVersion, String kind) {
    ObjectNode object = Json.object();
    Absent.fill(Messages.known().fields(apiVersion + "/" + kind), object);
    return object;
  }

  /**
   * Reads an object of a kind that is known.
   *
   * @throws IOException a value is of a wrong type
   */
  public static Read read(ObjectNode body, String apiVersion, String kind) throws IOException {
    return new TypedJson(false).whole(body, apiVersion, kind);
  }

  /**
   * Reads what a strategic merge patch made of such an object; there other words are used.
   *
   * @throws IOException a value is of a wrong type
   */
  public static Read convert(ObjectNode body, String apiVersion, String kind) throws IOException {
    return new TypedJson(true).whole(body, apiVersion, kind);
  }

  private Read whole(ObjectNode body, String apiVersion, String kind) throws IOException {
    ObjectNode plain = body.deepCopy();
    plain.remove(List.of("apiVersion", "kind"));
    ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
    object.setAll(message(plain, apiVersion + "/" + kind, kind, ""));
    return new Read(object, List.copyOf(unknown));
  }

  private ObjectNode message(JsonNode object, String message, String struct, String path)
      throws IOException {
    Map<Integer, Field> fields = Messages.known().fields(message);
    Map<String, Field> byName = new HashMap<>();
    fields.values().forEach(field -> byName.put(field.name(), field));
    ObjectNode read = Json.object();
    for (Map.Entry<String, JsonNode> given : object.properties()) {
      String at = path.isEmpty() ? given.getKey() : path + "." + given.getKey();
      Field field = byName.get(given.getKey());
      if (field == null) {
        unknown.add(at);
      } else if (!given.getValue().isNull()) {
        Place place = new Place(struct + "." + withoutIndexes(at), at);
        JsonNode value = field(field, given.getValue(), place);
        if (value != null) {
          read.set(field.name(), value);
        }
      }
    }
    Absent.fill(fields, read);
    return read;
  }

  /**
   * Where a value stands.
   *
   * @param go for errors of type
   * @param path for unknown fields
   */
  private record Place(String go, String path) {}

  private static String withoutIndexes(String path) {
    return path.replaceAll("\\[\\d+]", "");
  }

  private JsonNode field(Field field, JsonNode value, Place place) throws IOException {
    switch (field.shape()) {
      case LIST -> {
        return list(field, value, place);
      }
      case MAP -> {
        require(value.isObject(), value, place, field.goType());
        ObjectNode map = Json.object();
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
          map.set(entry.getKey(), element(field.type(), entry.getValue(), place));
        }
        return map.isEmpty() ? null : map;
      }
      default -> {
        JsonNode read = single(field.type(), value, place);
        return field.shape() == Shape.SINGLE && isZero(read) ? null : read;
      }
    }
  }

  private JsonNode list(Field field, JsonNode value, Place place) throws IOException {
    require(value.isArray(), value, place, field.goType());
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < value.size(); i++) {
      Place item = new Place(place.go, place.path + "[" + i + "]");
      list.add(element(field.type(), value.get(i), item));
    }
    return list.isEmpty() ? null : list;
  }

  /** Where Go has no way to leave a value out, null is the empty one. */
  private JsonNode element(String type, JsonNode value, Place place) throws IOException {
    if (!value.isNull()) {
      return single(type, value, place);
    }
    if (Messages.isText(type)) {
      return TextNode.valueOf("");
    }
    return switch (type) {
      case "bytes", "ExtraValue" -> NullNode.instance;
      default -> message(Json.object(), type, type, place.path);
    };
  }

  private static boolean isZero(JsonNode value) {
    return value.isNull()
        || value.isTextual() && value.textValue().isEmpty()
        || value.isNumber() && value.longValue() == 0
        || value.isBoolean() && !value.booleanValue();
  }

  private JsonNode single(String type, JsonNode value, Place place) throws IOException {
    if (Messages.isText(type)) {
      require(value.isTextual(), value, place, Messages.goType(type));
      return value;
    }
    switch (type) {
      case "bool" -> {
        require(value.isBoolean(), value, place, type);
        return value;
      }
      case "int32", "int64" -> {
        require(value.isNumber(), value, place, type);
        boolean fits = type.equals("int32") ? value.canConvertToInt() : value.canConvertToLong();
        if (!value.isIntegralNumber() || !fits) {
          throw new IOException(
              "json: cannot unmarshal number "
                  + value
                  + " into Go struct field "
                  + place.go
                  + " of type "
                  + type);
        }
        return value;
      }
      case "Time", "MicroTime" -> {
        require(value.isTextual(), value, place, "string");
        return TextNode.valueOf(GoTime.normal(value.textValue(), type.equals("MicroTime")));
      }
      case "bytes" -> {
        require(value.isTextual(), value, place, "[]uint8");
        return TextNode.valueOf(Base64Text.normal(value.textValue()));
      }
      case "FieldsV1" -> {
        return value;
      }
      case "ExtraValue" -> {
        require(value.isArray(), value, place, "v1.ExtraValue");
        for (JsonNode text : value) {
          require(text.isTextual(), text, place, "string");
        }
        return value;
      }
      default -> {
        require(value.isObject(), value, place, Messages.goType(type));
        return message(value, type, type, place.path);
      }
    }
  }

  private void require(boolean fits, JsonNode value, Place place, String type) throws IOException {
    if (!fits && converts) {
      throw unconvertible(value, type);
    }
    if (!fits) {
      throw new IOException(
          "json: cannot unmarshal "
              + kind(value)
              + " into Go struct field "
              + place.go
              + " of type "
              + type);
    }
  }

  /** A value of a wrong type, where not the text is read but what was made of it. */
  static IOException unconvertible(JsonNode value, String type) {
    String from = value.isIntegralNumber() ? "int64" : value.isNumber() ? "float64" : kind(value);
    from = from.equals("object") ? "map" : from.equals("array") ? "slice" : from;
    return new IOException(
        type.startsWith("map[")
            ? "cannot restore map from " + from
            : type.startsWith("[]")
                ? "cannot restore slice from " + from
                : Messages.known().fields(type.replaceFirst("^v1\\.", "")) != null
                    ? "cannot restore struct from: " + from
                    : value.isNumber()
                        ? "cannot convert " + from + " to " + type
                        : "unrecognized type: " + (type.contains(".") ? "string" : type));
  }

  /** What Go calls the kind of a JSON value. */
  public static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "bool";
      default -> "number";
    };
  }
}
