package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.lonejupiter.apiserver.schema.Schema.ListKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code openAPIV3Schema}. Pure. */
public final class SchemaParser {
  private final Function<JsonNode, Optional<Schema>> references;

  private SchemaParser(Function<JsonNode, Optional<Schema>> references) {
    this.references = references;
  }

  /**
   * @throws IllegalArgumentException a pattern is not a regular expression
   */
  public static Schema parse(JsonNode raw) {
    return new SchemaParser(ignored -> Optional.empty()).schema(raw);
  }

  /** As {@link #parse}; what the function knows is taken from there. */
  static Schema parse(JsonNode raw, Function<JsonNode, Optional<Schema>> references) {
    return new SchemaParser(references).node(raw, new LinkedHashMap<>());
  }

  /** As above, with the map that the fields go to. */
  static Schema parse(
      JsonNode raw,
      Map<String, Schema> properties,
      Function<JsonNode, Optional<Schema>> references) {
    return new SchemaParser(references).node(raw, properties);
  }

  private Schema schema(JsonNode raw) {
    return references.apply(raw).orElseGet(() -> node(raw, new LinkedHashMap<>()));
  }

  private Schema node(JsonNode raw, Map<String, Schema> properties) {
    raw.path("properties")
        .properties()
        .forEach(p -> properties.put(p.getKey(), schema(p.getValue())));
    JsonNode additional = raw.path("additionalProperties");
    boolean anyAdditional = additional.isBoolean() && additional.asBoolean();
    return new Schema(
        raw.path("type").asText(""),
        raw.path("nullable").asBoolean(),
        raw.path("x-kubernetes-int-or-string").asBoolean(),
        raw.path("x-kubernetes-preserve-unknown-fields").asBoolean(),
        anyAdditional,
        raw.path("x-kubernetes-embedded-resource").asBoolean(),
        properties,
        additional.isObject() ? schema(additional) : null,
        raw.path("items").isObject() ? schema(raw.get("items")) : null,
        raw.path("default").isNull() ? null : raw.get("default"),
        listKind(raw),
        texts(raw.path("x-kubernetes-list-map-keys")),
        "atomic".equals(raw.path("x-kubernetes-map-type").asText()),
        limits(raw),
        raw);
  }

  private static ListKind listKind(JsonNode raw) {
    return switch (raw.path("x-kubernetes-list-type").asText("")) {
      case "map" -> ListKind.MAP;
      case "set" -> ListKind.SET;
      default -> ListKind.ATOMIC;
    };
  }

  private Limits limits(JsonNode raw) {
    List<JsonNode> allowed = new ArrayList<>();
    raw.path("enum").forEach(allowed::add);
    return new Limits(
        texts(raw.path("required")),
        allowed,
        pattern(raw.path("pattern")),
        raw.path("format").asText(""),
        decimal(raw.get("minimum")),
        decimal(raw.get("maximum")),
        raw.path("exclusiveMinimum").asBoolean(),
        raw.path("exclusiveMaximum").asBoolean(),
        decimal(raw.get("multipleOf")),
        integer(raw.get("minLength")),
        integer(raw.get("maxLength")),
        integer(raw.get("minItems")),
        integer(raw.get("maxItems")),
        raw.path("uniqueItems").asBoolean(),
        integer(raw.get("minProperties")),
        integer(raw.get("maxProperties")),
        all(raw.path("allOf")),
        all(raw.path("anyOf")),
        all(raw.path("oneOf")),
        raw.path("not").isObject() ? schema(raw.get("not")) : null);
  }

  private List<Schema> all(JsonNode schemas) {
    List<Schema> parsed = new ArrayList<>();
    schemas.forEach(s -> parsed.add(schema(s)));
    return parsed;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(t -> texts.add(t.asText()));
    return texts;
  }

  private static Pattern pattern(JsonNode text) {
    if (!text.isTextual()) {
      return null;
    }
    try {
      return Pattern.compile(text.asText());
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "pattern " + text + " of the schema is not a regular expression: " + e.getDescription(),
          e);
    }
  }

  private static BigDecimal decimal(JsonNode number) {
    return number == null ? null : number.decimalValue();
  }

  private static Integer integer(JsonNode number) {
    return number == null ? null : number.asInt();
  }
}
