package io.lonejupiter.apiserver.differential;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The steps that are known to be answered otherwise, each with its reason. */
final class Differences {
  private final Set<String> keys;

  private Differences(Set<String> keys) {
    this.keys = keys;
  }

  static Differences read(Path file) {
    try {
      Set<String> keys = new HashSet<>();
      for (JsonNode each : Json.parseYaml(Files.readAllBytes(file))) {
        if (each.path("reason").asText().isBlank()) {
          throw new IllegalArgumentException(file + ": a difference needs a reason: " + each);
        }
        keys.add(each.path("case").asText() + "#" + each.path("step").asText());
      }
      return new Differences(keys);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean lists(String name, String step) {
    return keys.contains(name + "#" + step);
  }

  Set<String> keys() {
    return keys;
  }

  int size() {
    return keys.size();
  }
}
