package io.lonejupiter.cli.example;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.HashMap;
import java.util.Map;

/**
 * What {@code kubectl apply} notes on an object, so that its next run on the same file knows what
 * the file said before. The text is kubectl's to the byte: only then is the object unchanged to it.
 */
final class LastApplied {
  static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

  private static final ObjectMapper SORTED =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private LastApplied() {}

  /** Notes the object, as it is now, on itself. */
  static void note(GenericKubernetesResource object) {
    var annotations = new HashMap<String, String>();
    if (object.getMetadata().getAnnotations() != null) {
      annotations.putAll(object.getMetadata().getAnnotations());
    }
    annotations.put(ANNOTATION, text(object));
    object.getMetadata().setAnnotations(annotations);
  }

  private static String text(GenericKubernetesResource object) {
    Map<?, ?> fields = SORTED.convertValue(object, Map.class);
    @SuppressWarnings("unchecked")
    var metadata = (Map<String, Object>) fields.get("metadata");
    // kubectl writes the place of its own note, empty, into the note.
    metadata.putIfAbsent("annotations", Map.of());
    try {
      // Go's JSON for whoever might put it into a web page.
      return SORTED
              .writeValueAsString(fields)
              .replace("&", "\\u0026")
              .replace("<", "\\u003c")
              .replace(">", "\\u003e")
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
