package io.lonejupiter.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.List;

/** Namespaces: the phase and what holds the content is the server's business. Pure. */
final class NamespaceRules implements KindRules {
  static final String NAME_LABEL = "kubernetes.io/metadata.name";

  @Override
  public List<FieldError> check(ObjectNode namespace) {
    List<FieldError> errors = new ArrayList<>();
    for (JsonNode finalizer : namespace.at("/spec/finalizers")) {
      errors.addAll(Finalizers.known("spec.finalizers", finalizer.asText()));
    }
    return errors;
  }

  static List<FieldError> finalizers(ObjectNode namespace) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode finalizers = namespace.at("/spec/finalizers");
    for (int i = 0; i < finalizers.size(); i++) {
      errors.addAll(Finalizers.known("spec.finalizers[" + i + "]", finalizers.get(i).asText()));
    }
    return errors;
  }

  static List<FieldError> status(ObjectNode namespace) {
    String phase = namespace.at("/status/phase").asText();
    boolean deleted = Metadata.isBeingDeleted(namespace);
    String wanted = deleted ? "Terminating" : "Active";
    return phase.equals(wanted)
        ? List.of()
        : List.of(
            FieldError.invalid(
                "status.Phase",
                phase,
                "may only be '"
                    + wanted
                    + "' if `deletionTimestamp` is "
                    + (deleted ? "not " : "")
                    + "empty"));
  }

  @Override
  public void complete(ObjectNode before, ObjectNode namespace) {
    ObjectNode labels = Metadata.of(namespace).withObjectProperty("labels");
    labels.put(NAME_LABEL, Metadata.name(namespace));
    if (before != null) {
      namespace.set("spec", before.path("spec").deepCopy());
      return;
    }
    namespace.putObject("status").put("phase", "Active");
    ArrayNode finalizers = namespace.withObjectProperty("spec").withArrayProperty("finalizers");
    for (JsonNode each : finalizers) {
      if (each.asText().equals(Finalizers.KUBERNETES)) {
        return;
      }
    }
    finalizers.add(Finalizers.KUBERNETES);
  }
}
