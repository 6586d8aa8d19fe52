package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.JsonReader;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.text.GoText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What {@code kubectl apply} without {@code --server-side} left in an object: its annotation. Those
 * who go over to server-side apply keep what they own by it.
 */
final class ClientSideApply {
  static final String MANAGER = "kubectl";
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private ClientSideApply() {}

  /** What it still owns: the fields it applied last that have not changed; empty when unknown. */
  static Optional<FieldSet> owned(ObjectNode live, Type type, String apiVersion) {
    String text = annotation(live);
    try {
      JsonNode last = JsonReader.read(text.getBytes(StandardCharsets.UTF_8)).root();
      if (!last.isObject()
          || !last.path("apiVersion").asText("").equals(apiVersion)
          || !TypeErrors.of(type, last, false).isEmpty()) {
        return Optional.empty();
      }
      Comparison change = Comparison.of(type, last, live);
      return Optional.of(
          Fields.of(type, last)
              .minus(change.modified())
              .minus(change.added())
              .minus(change.removed()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Keeps the annotation of an object that has one in step with what is applied now. */
  static void keep(ObjectNode object, ObjectNode applied) {
    if (!annotation(object).isEmpty()) {
      Metadata.of(object)
          .withObjectProperty("annotations")
          .put(LAST_APPLIED, asLastApplied(applied));
    }
  }

  private static String annotation(JsonNode object) {
    return object.path("metadata").path("annotations").path(LAST_APPLIED).asText("");
  }

  private static String asLastApplied(ObjectNode applied) {
    ObjectNode copy = applied.deepCopy();
    if (copy.path("metadata").get("annotations") instanceof ObjectNode annotations) {
      annotations.remove(LAST_APPLIED);
      if (annotations.isEmpty()) {
        Metadata.of(copy).remove("annotations");
      }
    }
    return GoText.json(copy) + "\n";
  }
}
