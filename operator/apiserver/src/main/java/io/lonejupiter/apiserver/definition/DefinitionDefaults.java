package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** What a definition says without saying it. Pure. */
public final class DefinitionDefaults {
  private DefinitionDefaults() {}

  /** Fills in what is left out, in place. */
  public static void apply(ObjectNode definition) {
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
    for (JsonNode version : spec.path("versions")) {
      if (version.path("additionalPrinterColumns") instanceof ArrayNode columns
          && columns.isEmpty()) {
        ((ObjectNode) version).remove("additionalPrinterColumns");
      }
    }
  }
}
