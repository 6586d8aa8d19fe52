package io.lonejupiter.kubernetes.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The CRDs of the five kinds, as they lie in {@code crds/}. */
public final class Crds {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final List<String> PLURALS =
      List.of("appdeployments", "apphosts", "applicationmaps", "artifacts", "frontendconfigs");

  private Crds() {}

  public static List<JsonNode> all() {
    return PLURALS.stream().map(Crds::read).toList();
  }

  private static JsonNode read(String plural) {
    var name = "/crds/" + plural + ".lonejupiter.io.yaml";
    try (var file = Crds.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return YAML.readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
