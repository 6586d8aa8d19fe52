package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Named schemas that others refer to, and that refer to each other, as {@code components.schemas}
 * of an OpenAPI document. Immutable.
 */
public final class Components {
  public static final String PREFIX = "#/components/schemas/";

  private static final JsonNode ALL = read();

  /** Values whose inside nobody looks at. */
  private static final Set<String> OPEN =
      Set.of("JSON", "JSONSchemaPropsOrStringArray", "FieldsV1");

  /** Either a schema or something else. */
  private static final Set<String> SCHEMA_OR_ELSE =
      Set.of("JSONSchemaPropsOrBool", "JSONSchemaPropsOrArray");

  private final Map<String, Schema> parsed = new HashMap<>();
  private final boolean lenient;

  private Components(boolean lenient) {
    this.lenient = lenient;
  }

  private static JsonNode read() {
    try (InputStream in =
        Components.class.getResourceAsStream("/io/lonejupiter/apiserver/components.yaml")) {
      return Json.readYamlDocuments(in).get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The schema of that name; empty when there is none. */
  public static Optional<JsonNode> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /** What a node refers to; the node itself when it does not refer to a schema of ours. */
  public static JsonNode resolve(JsonNode node) {
    String name = reference(node);
    return name.isEmpty() ? node : ALL.path(name);
  }

  /** The name a node refers to; empty when it does not. */
  private static String reference(JsonNode node) {
    JsonNode all = node.path("allOf");
    String ref =
        node.path("$ref").isTextual()
            ? node.path("$ref").asText()
            : all.size() == 1 ? all.get(0).path("$ref").asText("") : "";
    String name = ref.startsWith(PREFIX) ? ref.substring(PREFIX.length()) : "";
    return ALL.has(name) ? name : "";
  }

  /**
   * Parses a schema that refers to those here. What stands as default there is only told. Where
   * Kubernetes does not complain of unknown fields, they are known.
   */
  public static Schema parse(JsonNode raw) {
    Components components = new Components(true);
    return SchemaParser.parse(withoutDefaults(raw), components::referred);
  }

  /** The schema of that name, with unknown fields unknown everywhere. */
  public static Schema strict(String name) {
    return new Components(false).named(name);
  }

  private Optional<Schema> referred(JsonNode node) {
    String name = reference(node);
    return name.isEmpty() ? Optional.empty() : Optional.of(named(name));
  }

  /** A schema may contain itself: it is known before its fields are. */
  private Schema named(String name) {
    Schema known = parsed.get(name);
    if (known != null) {
      return known;
    }
    String kind = name.substring(name.lastIndexOf('.') + 1);
    ObjectNode raw = withoutDefaults(ALL.get(name));
    if (OPEN.contains(kind) || lenient && SCHEMA_OR_ELSE.contains(kind)) {
      raw.remove("type");
      raw.put("x-kubernetes-preserve-unknown-fields", true);
    }
    // Such a one shares the fields, also those that are still to come.
    Map<String, Schema> properties =
        SCHEMA_OR_ELSE.contains(kind)
            ? named(name.replace(kind, "JSONSchemaProps")).properties()
            : new LinkedHashMap<>();
    ObjectNode bare = raw.deepCopy();
    bare.remove("properties");
    parsed.put(name, SchemaParser.parse(bare, properties, this::referred));
    for (var each : raw.path("properties").properties()) {
      properties.put(
          each.getKey(),
          referred(each.getValue())
              .orElseGet(() -> SchemaParser.parse(each.getValue(), this::referred)));
    }
    return parsed.get(name);
  }

  private static ObjectNode withoutDefaults(JsonNode raw) {
    ObjectNode copy = raw.deepCopy();
    strip(copy);
    return copy;
  }

  private static void strip(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      object.remove("default");
      strip(object.path("items"));
      strip(object.path("additionalProperties"));
      object.path("properties").forEach(Components::strip);
    }
  }
}
