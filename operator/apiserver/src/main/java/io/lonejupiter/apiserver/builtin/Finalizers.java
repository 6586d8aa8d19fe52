package io.lonejupiter.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Built-in kinds know finalizers without a domain by heart. Pure. */
final class Finalizers {
  static final String KUBERNETES = "kubernetes";

  private static final Set<String> STANDARD = Set.of(KUBERNETES, "orphan", "foregroundDeletion");

  private Finalizers() {}

  static List<FieldError> check(JsonNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode names = object.path("metadata").path("finalizers");
    for (int i = 0; i < names.size(); i++) {
      errors.addAll(known("metadata.finalizers[" + i + "]", names.get(i).asText()));
    }
    return errors;
  }

  static List<FieldError> known(String path, String name) {
    return name.contains("/") || STANDARD.contains(name)
        ? List.of()
        : List.of(
            FieldError.invalid(
                path, name, "name is neither a standard finalizer name nor is it fully qualified"));
  }
}
