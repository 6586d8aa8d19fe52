package io.lonejupiter.cli.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.model.ApplicationMapSpec;
import java.util.Objects;

/**
 * What {@code kubectl apply} has noted on a map of the file it applied. It takes back what is noted
 * and not in the file any more, and nothing else; so what a command changes has to be noted, or the
 * next run on the same file would mix the two, as with an artifact that is named twice.
 */
final class AppliedNote {
  private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
  private static final ObjectMapper JSON = new ObjectMapper();

  private AppliedNote() {}

  /**
   * Notes what differs between two specs; nothing if nobody has applied the map.
   *
   * @param map with its new spec
   */
  static void follow(ApplicationMap map, ApplicationMapSpec before) {
    var annotations = map.getMetadata().getAnnotations();
    var text = annotations == null ? null : annotations.get(ANNOTATION);
    if (text == null) {
      return;
    }
    try {
      if (JSON.readTree(text) instanceof ObjectNode note
          && note.path("spec") instanceof ObjectNode spec) {
        var after = map.getSpec();
        set(spec, "artifact", before.artifact(), after.artifact());
        set(spec, "run", before.run(), after.run());
        set(spec, "health", before.health(), after.health());
        annotations.put(ANNOTATION, JSON.writeValueAsString(note) + "\n");
      }
    } catch (JsonProcessingException e) {
      // Whoever wrote it wrote no note of kubectl's.
    }
  }

  private static void set(ObjectNode spec, String field, Object before, Object after) {
    if (Objects.equals(before, after)) {
      return;
    }
    if (after == null) {
      spec.remove(field);
    } else {
      spec.set(field, JSON.valueToTree(after));
    }
  }
}
