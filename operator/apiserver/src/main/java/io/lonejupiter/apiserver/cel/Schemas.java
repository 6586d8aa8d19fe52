package io.lonejupiter.apiserver.cel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.schema.SchemaParser;

/** What CEL sees of a schema where it is not the schema as written. */
final class Schemas {
  private static final Schema TEXT = text();
  private static final Schema METADATA = metadata();

  private Schemas() {}

  private static Schema text() {
    return SchemaParser.parse(JsonNodeFactory.instance.objectNode().put("type", "string"));
  }

  private static Schema metadata() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("name").put("type", "string");
    properties.putObject("generateName").put("type", "string");
    return SchemaParser.parse(schema);
  }

  static boolean isTypeOrMetadata(String property) {
    return property.equals("kind") || property.equals("apiVersion") || property.equals("metadata");
  }

  /**
   * The schema of a field as rules see it; null when they do not. Of the metadata of a whole object
   * they see the name and generateName alone.
   */
  static Schema field(Schema schema, boolean isRoot, String name) {
    if (isRoot && isTypeOrMetadata(name)) {
      return name.equals("metadata") ? METADATA : TEXT;
    }
    Schema declared = schema.properties().get(name);
    return declared != null || isObject(schema, isRoot) ? declared : schema.additional();
  }

  /** Whether it is an object with named fields rather than a map. */
  static boolean isObject(Schema schema, boolean isRoot) {
    return isRoot || !schema.properties().isEmpty();
  }
}
