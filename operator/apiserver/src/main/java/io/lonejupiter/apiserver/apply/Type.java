package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.schema.Schema.ListKind;
import java.util.List;
import java.util.Set;

/**
 * How server-side apply sees a place in an object: as fields that are owned one by one, as items
 * that are told apart, as one whole, or as whatever the value turns out to be. Pure.
 *
 * @param schema null for what nobody described
 * @param keepsUnknown fields that nobody declared are allowed here and below
 * @param whole what nobody described and is one whole, whatever it is
 * @param metadata the schema of the metadata of embedded objects
 */
record Type(Schema schema, boolean keepsUnknown, boolean whole, Schema metadata) {
  /** What a value is taken for. */
  enum Shape {
    MAP,
    SCALAR,
    LIST
  }

  private static final Set<String> HEADER = Set.of("apiVersion", "kind", "metadata");

  static Type of(Schema schema) {
    return new Type(schema, schema.preserveUnknown(), false, schema.properties().get("metadata"));
  }

  private Type below(Schema child) {
    return new Type(child, keepsUnknown || child.preserveUnknown(), false, metadata);
  }

  private Type deduced() {
    return new Type(null, true, false, metadata);
  }

  private Type anyWhole() {
    return new Type(null, true, true, metadata);
  }

  /** The first of map, scalar and list that the value may be; a null is all of them. */
  Shape shape(JsonNode value) {
    if (value.isObject() && isMap()) {
      return Shape.MAP;
    }
    if (value.isArray() && isList()) {
      return Shape.LIST;
    }
    if (value.isValueNode() && !value.isNull() && isScalar()) {
      return Shape.SCALAR;
    }
    return isMap() ? Shape.MAP : isScalar() ? Shape.SCALAR : Shape.LIST;
  }

  private boolean isAny() {
    return schema == null || schema.type().isEmpty();
  }

  private boolean isMap() {
    return isAny() || schema.type().equals("object");
  }

  private boolean isList() {
    return isAny() || schema.type().equals("array");
  }

  private boolean isScalar() {
    return isAny() || !isMap() && !isList();
  }

  /** {@code integer}, {@code number}, {@code string}, {@code boolean}, or empty for any. */
  String scalar() {
    if (isAny()) {
      return "";
    }
    if (schema.type().equals("string")) {
      String format = schema.limits().format();
      return format.isEmpty() || format.equals("byte") ? "string" : "";
    }
    return schema.type();
  }

  boolean isAtomicMap() {
    return whole || schema != null && schema.atomicMap();
  }

  boolean isAtomicList() {
    return schema == null || schema.list() == ListKind.ATOMIC;
  }

  boolean isSet() {
    return schema.list() == ListKind.SET;
  }

  List<String> keys() {
    return schema.listKeys();
  }

  Type items() {
    return schema == null || schema.items() == null ? anyWhole() : below(schema.items());
  }

  /** Whether the field has a name in the schema, rather than being an entry of a map. */
  boolean declares(String name) {
    return schema != null
        && (schema.declares(name) || schema.embeddedResource() && HEADER.contains(name));
  }

  /** The type of a field; null when there can be no such field. */
  Type field(String name) {
    if (schema == null) {
      return whole ? anyWhole() : deduced();
    }
    if (schema.embeddedResource() && HEADER.contains(name)) {
      return name.equals("metadata") ? below(metadata) : below(metadata.field("name"));
    }
    if (schema.declares(name)) {
      return below(schema.field(name));
    }
    if (schema.additional() != null) {
      return below(schema.additional());
    }
    boolean undescribed = schema.properties().isEmpty() && !schema.embeddedResource();
    return schema.anyAdditional() || keepsUnknown || undescribed ? deduced() : null;
  }
}
