package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.schema.Components;
import io.lonejupiter.apiserver.schema.Pruner;
import io.lonejupiter.apiserver.schema.Schema;
import java.util.List;
import java.util.Locale;

/** What a definition says without saying it. Pure. */
public final class DefinitionDefaults {
  private static final Schema WHOLE =
      Components.strict(
          "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition");

  private DefinitionDefaults() {}

  /** A definition that says nothing: what is in it belongs to nobody. */
  public static ObjectNode empty() {
    ObjectNode definition = Json.object();
    definition.putObject("spec").putObject("names");
    return definition;
  }

  /** Fills in what is left out, in place. */
  public static void apply(ObjectNode definition) {
    Pruner.prune(WHOLE, definition);
    ObjectNode spec =
        definition.path("spec") instanceof ObjectNode object
            ? object
            : definition.putObject("spec");
    if (spec.path("names") instanceof ObjectNode names) {
      String kind = names.path("kind").asText("");
      if (names.path("singular").asText("").isEmpty()) {
        names.put("singular", kind.toLowerCase(Locale.ROOT));
      }
      if (names.path("listKind").asText("").isEmpty() && !kind.isEmpty()) {
        names.put("listKind", kind + "List");
      }
    }
    if (!spec.path("conversion").isObject()) {
      spec.putObject("conversion").put("strategy", "None");
    }
    JsonNode client = spec.at("/conversion/webhook/clientConfig/service");
    if (client instanceof ObjectNode service && !service.has("port")) {
      service.put("port", 443);
    }
    for (JsonNode each : spec.path("versions")) {
      if (each instanceof ObjectNode version) {
        for (String flag : List.of("served", "storage")) {
          if (!version.path(flag).isBoolean()) {
            version.put(flag, false);
          }
        }
      }
    }
    OmittedFields.drop(spec);
  }
}
