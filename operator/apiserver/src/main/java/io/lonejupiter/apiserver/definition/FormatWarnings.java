package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.schema.Formats;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Warns of formats that nobody checks. Pure. */
public final class FormatWarnings {
  private final Set<String> formats = new LinkedHashSet<>();

  private FormatWarnings() {}

  /**
   * Those that a definition has come to name.
   *
   * @param before null for a new one
   */
  public static List<String> of(JsonNode before, JsonNode definition) {
    Set<String> found = formats(definition);
    if (before != null) {
      found.removeAll(formats(before));
    }
    return found.stream().map(format -> "unrecognized format \"" + format + "\"").toList();
  }

  private static Set<String> formats(JsonNode definition) {
    FormatWarnings found = new FormatWarnings();
    definition
        .at("/spec/versions")
        .forEach(version -> found.schema(version.path("schema").path("openAPIV3Schema")));
    return found.formats;
  }

  private void schema(JsonNode schema) {
    if (!schema.isObject()) {
      return;
    }
    for (String junctor : List.of("allOf", "oneOf", "anyOf")) {
      schema.path(junctor).forEach(this::schema);
    }
    schema(schema.path("not"));
    schema.path("properties").forEach(this::schema);
    schema(schema.path("items"));
    schema(schema.path("additionalProperties"));
    String format = schema.path("format").asText("");
    if (!format.isEmpty() && !Formats.isRecognized(schema.path("type").asText(""), format)) {
      formats.add(format);
    }
  }
}
