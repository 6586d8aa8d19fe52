package io.lonejupiter.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import io.lonejupiter.apiserver.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What CEL knows of one node of a schema: its type, and how large values of it can become.
 *
 * @param maxElements characters, bytes, items or properties; what is not bounded is bounded by the
 *     largest request
 * @param minSize the fewest bytes of JSON a value needs
 * @param element of a list or a map; else null
 * @param fields of an object by their names in CEL; else null
 */
record DeclType(
    CelType type, long maxElements, long minSize, DeclType element, Map<String, DeclType> fields) {

  /** A key of a map; Kubernetes gives it no size. */
  static final DeclType KEY = scalar(SimpleType.STRING, 2, 0);

  /** The largest request Kubernetes reckons with. */
  private static final long MAX_REQUEST_BYTES = 3L * 1024 * 1024;

  private static final long MAX_TIME_SIZE = 32;
  private static final long DATE_SIZE = 12;
  private static final long MIN_TIME_SIZE = 21;
  private static final long MAX_BYTES_OF_CHARACTER = 4;

  /**
   * Null when CEL cannot see values of this schema.
   *
   * @param name under which the type is known if it is an object
   * @param isRoot a whole object, embedded or not
   */
  static DeclType of(Schema schema, boolean isRoot, String name) {
    if (schema.intOrString()) {
      return scalar(SimpleType.DYN, 1, text(schema, MAX_REQUEST_BYTES - 2));
    }
    return switch (schema.type()) {
      case "array" -> list(schema, name);
      case "object" ->
          isRoot || schema.additional() == null ? object(schema, isRoot, name) : map(schema, name);
      case "string" -> string(schema);
      case "boolean" -> scalar(SimpleType.BOOL, 4, 0);
      case "number" -> scalar(SimpleType.DOUBLE, 1, 0);
      case "integer" -> scalar(SimpleType.INT, 1, 0);
      default -> null;
    };
  }

  private static DeclType scalar(CelType type, long minSize, long maxElements) {
    return new DeclType(type, maxElements, minSize, null, null);
  }

  private static DeclType list(Schema schema, String name) {
    if (schema.items() == null) {
      return null;
    }
    DeclType items = of(schema.items(), schema.items().embeddedResource(), name + ".@idx");
    if (items == null) {
      return null;
    }
    Integer limit = schema.limits().maxItems();
    long most = limit != null ? Math.max(limit, 0) : (MAX_REQUEST_BYTES - 2) / (items.minSize + 1);
    return new DeclType(ListType.create(items.type), most, 2, items, null);
  }

  private static DeclType map(Schema schema, String name) {
    Schema additional = schema.additional();
    DeclType values = of(additional, additional.embeddedResource(), name + ".@elem");
    if (values == null) {
      return null;
    }
    Integer limit = schema.limits().maxProperties();
    long most = limit != null ? Math.max(limit, 0) : (MAX_REQUEST_BYTES - 2) / (values.minSize + 6);
    return new DeclType(MapType.create(SimpleType.STRING, values.type), most, 2, values, null);
  }

  private static DeclType object(Schema schema, boolean isRoot, String name) {
    Map<String, DeclType> fields = new LinkedHashMap<>();
    long minSize = 2;
    for (Map.Entry<String, Schema> property : schema.properties().entrySet()) {
      String key = property.getKey();
      if (isRoot && Schemas.isTypeOrMetadata(key)) {
        continue;
      }
      String escaped = Identifiers.escape(key);
      Schema value = property.getValue();
      DeclType type = of(value, value.embeddedResource(), name + "." + escaped);
      if (type == null) {
        continue;
      }
      if (escaped != null) {
        fields.put(escaped, type);
      }
      if (schema.limits().required().contains(key) && value.defaultValue() == null) {
        minSize += key.getBytes(StandardCharsets.UTF_8).length + type.minSize + 4;
      }
    }
    if (isRoot) {
      minSize += addTypeAndMetadata(schema, fields, name);
    }
    return new DeclType(StructTypeReference.create(name), 0, minSize, null, fields);
  }

  private static long addTypeAndMetadata(Schema schema, Map<String, DeclType> fields, String name) {
    DeclType text = scalar(SimpleType.STRING, 2, MAX_REQUEST_BYTES - 2);
    fields.put("kind", text);
    fields.put("apiVersion", text);
    DeclType metadata =
        new DeclType(
            StructTypeReference.create(name + ".metadata"),
            0,
            2,
            null,
            Map.of("name", text, "generateName", text));
    fields.put("metadata", metadata);
    long size = 0;
    for (String required : schema.limits().required()) {
      if (Schemas.isTypeOrMetadata(required)) {
        size += required.length() + 2 + 4;
      }
    }
    return size;
  }

  private static DeclType string(Schema schema) {
    return switch (schema.limits().format()) {
      case "byte" -> {
        Integer limit = schema.limits().maxLength();
        yield scalar(
            SimpleType.BYTES, 2, limit != null ? Math.max(limit, 0) : MAX_REQUEST_BYTES - 2);
      }
      case "duration" -> scalar(SimpleType.DURATION, 3, MAX_TIME_SIZE);
      case "date" -> scalar(SimpleType.TIMESTAMP, DATE_SIZE, DATE_SIZE);
      case "date-time" -> scalar(SimpleType.TIMESTAMP, MIN_TIME_SIZE, MAX_TIME_SIZE);
      default -> scalar(SimpleType.STRING, 2, text(schema, longest(schema)));
    };
  }

  private static long text(Schema schema, long otherwise) {
    Integer limit = schema.limits().maxLength();
    return limit != null ? Math.max(limit, 0) * MAX_BYTES_OF_CHARACTER : otherwise;
  }

  private static long longest(Schema schema) {
    if (schema.limits().allowed().isEmpty()) {
      return MAX_REQUEST_BYTES - 2;
    }
    long longest = 0;
    for (JsonNode value : schema.limits().allowed()) {
      if (value.isTextual()) {
        longest = Math.max(longest, value.asText().getBytes(StandardCharsets.UTF_8).length);
      }
    }
    return longest;
  }

  /** How often a value of this type fits into one request. */
  long maxCardinality() {
    return MAX_REQUEST_BYTES / (minSize + 1);
  }

  /** Adds all object types within to a table by name. */
  void collect(Map<String, DeclType> byName) {
    if (fields != null) {
      byName.put(type.name(), this);
      fields.values().forEach(field -> field.collect(byName));
    } else if (element != null) {
      element.collect(byName);
    }
  }
}
