package io.lonejupiter.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.cel.Values.Bytes;
import io.lonejupiter.apiserver.cel.Values.Failure;
import io.lonejupiter.apiserver.cel.Values.ListValue;
import io.lonejupiter.apiserver.cel.Values.MapValue;
import io.lonejupiter.apiserver.cel.Values.Null;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.schema.Schema.ListKind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON as CEL sees it through its schema. Nothing is copied before it is asked for. */
final class Bound {
  private static final Pattern LONG_DURATION =
      Pattern.compile(
          "(\\d+) ?(ms|milli|s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)");

  private Bound() {}

  static Object of(JsonNode json, Schema schema, boolean isRoot) {
    if (json.isNull()) {
      return schema.nullable()
          ? Null.VALUE
          : new Failure("invalid data, got null for schema with nullable=false");
    }
    if (schema.intOrString()) {
      return json.isTextual() ? json.asText() : (Object) json.asLong();
    }
    return switch (schema.type()) {
      case "object" -> object(json, schema, isRoot);
      case "array" -> array(json, schema);
      case "string" -> json.isTextual() ? string(json.asText(), schema) : wrong("string");
      case "number" -> json.isNumber() ? json.asDouble() : wrong("float");
      case "integer" -> json.isNumber() ? json.asLong() : wrong("int");
      case "boolean" -> json.isBoolean() ? json.asBoolean() : wrong("bool");
      default -> new Unknown(json);
    };
  }

  private static Failure wrong(String wanted) {
    return new Failure("invalid data, expected " + wanted);
  }

  private static Object object(JsonNode json, Schema schema, boolean isRoot) {
    return json.isObject()
        ? new Fields(json, schema, isRoot || schema.embeddedResource())
        : new Failure("invalid data, expected a map for the provided schema with type=object");
  }

  private static Object array(JsonNode json, Schema schema) {
    if (!json.isArray()) {
      return new Failure("invalid data, expected an array for the provided schema with type=array");
    }
    if (schema.items() == null) {
      return new Failure("invalid array type, expected Items with a non-empty Schema");
    }
    List<JsonNode> elements = new ArrayList<>(json.size());
    json.forEach(elements::add);
    return new Elements(elements, schema);
  }

  private static Object string(String text, Schema schema) {
    return switch (schema.limits().format()) {
      case "duration" -> {
        Duration duration = duration(text);
        yield duration != null
            ? duration
            : new Failure(
                "Invalid duration " + text + ": unable to parse " + text + " as duration");
      }
      case "date" -> {
        Instant date = date(text);
        yield date != null ? date : new Failure("Invalid date formatted string " + text);
      }
      case "date-time" -> {
        Instant time = Text.time(text.replace('t', 'T').replace('z', 'Z').replace(' ', 'T'));
        yield time != null ? time : new Failure("Invalid date-time formatted string " + text);
      }
      case "byte" -> bytes(text);
      default -> text;
    };
  }

  private static Duration duration(String text) {
    Duration duration = Text.duration(text);
    if (duration != null) {
      return duration;
    }
    Matcher words = LONG_DURATION.matcher(text.toLowerCase(java.util.Locale.ROOT));
    if (!words.matches()) {
      return null;
    }
    long number = Long.parseLong(words.group(1));
    String unit = words.group(2);
    if (unit.startsWith("ms") || unit.startsWith("milli")) {
      return Duration.ofMillis(number);
    }
    return switch (unit.charAt(0)) {
      case 's' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      case 'd' -> Duration.ofDays(number);
      default -> Duration.ofDays(7 * number);
    };
  }

  private static Instant date(String text) {
    try {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Object bytes(String text) {
    try {
      return new Bytes(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return new Failure("Invalid byte formatted string " + text);
    }
  }

  /** Data without a type in CEL: it can only be compared. */
  record Unknown(JsonNode json) {}

  /** An object with named fields, or a map. */
  record Fields(JsonNode json, Schema schema, boolean isRoot) implements MapValue {
    private boolean isObject() {
      return Schemas.isObject(schema, isRoot);
    }

    @Override
    public int size() {
      return json.size();
    }

    @Override
    public Object find(Object key) {
      if (!(key instanceof String name)) {
        return Failure.noOverload();
      }
      String property = isObject() ? Identifiers.unescape(name) : name;
      return property == null ? null : property(property);
    }

    private Object property(String property) {
      JsonNode value = json.get(property);
      if (value == null || isObject() && value.isNull()) {
        return null;
      }
      Schema type = Schemas.field(schema, isRoot, property);
      return type == null ? null : of(value, type, type.embeddedResource());
    }

    @Override
    public List<Object> keys() {
      List<Object> keys = new ArrayList<>();
      json.fieldNames()
          .forEachRemaining(
              name -> {
                if (Schemas.field(schema, isRoot, name) != null) {
                  String escaped = isObject() ? Identifiers.escape(name) : name;
                  keys.add(escaped == null ? name : escaped);
                }
              });
      return keys;
    }

    @Override
    public Object isEqual(MapValue other) {
      if (!(other instanceof Fields fields)) {
        return MapValue.super.isEqual(other);
      }
      if (json.equals(fields.json)) {
        return true;
      }
      if (size() != fields.size()) {
        return false;
      }
      for (Map.Entry<String, JsonNode> entry : json.properties()) {
        Object same = isEqual(entry.getKey(), entry.getValue(), fields);
        if (!Boolean.TRUE.equals(same)) {
          return same;
        }
      }
      return true;
    }

    private Object isEqual(String name, JsonNode value, Fields other) {
      Schema type = Schemas.field(schema, isRoot, name);
      if (type == null) {
        JsonNode theirs = other.json.get(name);
        return theirs == null || theirs.equals(value);
      }
      Object theirs = other.property(name);
      if (theirs == null) {
        return false;
      }
      return Values.isEqual(of(value, type, type.embeddedResource()), theirs);
    }
  }

  /** A list; sets and keyed lists do not mind the order when they are compared. */
  record Elements(List<JsonNode> elements, Schema schema) implements ListValue {
    @Override
    public int size() {
      return elements.size();
    }

    @Override
    public Object get(int index) {
      return of(elements.get(index), schema.items(), schema.items().embeddedResource());
    }

    @Override
    public Object isEqual(ListValue other) {
      if (schema.list() == ListKind.ATOMIC) {
        return ListValue.super.isEqual(other);
      }
      if (size() != other.size()) {
        return false;
      }
      Map<Object, Integer> places = places();
      for (int i = 0; i < other.size(); i++) {
        Object item = other.get(i);
        Integer place = places.get(identity(json(item)));
        if (place == null) {
          return false;
        }
        Object same = Values.isEqual(get(place), item);
        if (!Boolean.TRUE.equals(same)) {
          return same;
        }
      }
      return true;
    }

    /** What a value was read from, or would be read from. */
    private static JsonNode json(Object value) {
      if (value instanceof Fields fields) {
        return fields.json;
      } else if (value instanceof String text) {
        return TextNode.valueOf(text);
      } else if (value instanceof Boolean yes) {
        return BooleanNode.valueOf(yes);
      } else if (value instanceof Double number) {
        return DoubleNode.valueOf(number);
      }
      return value instanceof Long number ? number(number) : MissingNode.getInstance();
    }

    /** Parsed numbers are as small as they can be, and unequal to larger ones. */
    private static JsonNode number(long number) {
      return number == (int) number ? IntNode.valueOf((int) number) : LongNode.valueOf(number);
    }

    private Map<Object, Integer> places() {
      Map<Object, Integer> places = new HashMap<>();
      for (int i = 0; i < elements.size(); i++) {
        places.put(identity(elements.get(i)), i);
      }
      return places;
    }

    private Object identity(JsonNode element) {
      if (schema.list() == ListKind.SET) {
        return element;
      }
      List<Object> keys = new ArrayList<>();
      schema.listKeys().forEach(key -> keys.add(element.path(key)));
      return keys;
    }

    @Override
    public ListValue plus(ListValue other) {
      if (schema.list() == ListKind.ATOMIC) {
        return ListValue.super.plus(other);
      }
      List<JsonNode> merged = new ArrayList<>(elements);
      Map<Object, Integer> places = places();
      for (int i = 0; i < other.size(); i++) {
        JsonNode item = json(other.get(i));
        Integer place = places.get(identity(item));
        if (place == null) {
          places.put(identity(item), merged.size());
          merged.add(item);
        } else {
          merged.set(place, item);
        }
      }
      return new Elements(merged, schema);
    }
  }
}
