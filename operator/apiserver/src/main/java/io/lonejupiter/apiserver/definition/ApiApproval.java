package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.status.FieldError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Groups of the Kubernetes community need an annotation that says who approved them. Pure. */
final class ApiApproval {
  private static final String ANNOTATION = "api-approved.kubernetes.io";
  private static final String CONDITION = "KubernetesAPIApprovalPolicyConformant";

  private enum State {
    MISSING("MissingAnnotation"),
    INVALID("InvalidAnnotation"),
    APPROVED("ApprovedAnnotation"),
    BYPASSED("UnapprovedAnnotation");

    private final String reason;

    State(String reason) {
      this.reason = reason;
    }
  }

  private ApiApproval() {}

  private static boolean isProtected(JsonNode definition) {
    String group = definition.at("/spec/group").asText("");
    return group.equals("k8s.io")
        || group.equals("kubernetes.io")
        || group.endsWith(".k8s.io")
        || group.endsWith(".kubernetes.io");
  }

  private static String annotation(JsonNode definition) {
    return definition.path("metadata").path("annotations").path(ANNOTATION).asText("");
  }

  private static State state(JsonNode definition) {
    String value = annotation(definition);
    if (value.isEmpty()) {
      return State.MISSING;
    }
    if (value.startsWith("unapproved")) {
      return State.BYPASSED;
    }
    try {
      URI uri = new URI(value);
      boolean whole = uri.getHost() != null && uri.getScheme() != null;
      return whole ? State.APPROVED : State.INVALID;
    } catch (URISyntaxException e) {
      return State.INVALID;
    }
  }

  private static String words(JsonNode definition) {
    String value = annotation(definition);
    return switch (state(definition)) {
      case MISSING ->
          "protected groups must have approval annotation \""
              + ANNOTATION
              + "\", see https://github.com/kubernetes/enhancements/pull/1111";
      case INVALID ->
          "protected groups must have approval annotation \""
              + ANNOTATION
              + "\" with either a URL or a reason starting with \"unapproved\", see"
              + " https://github.com/kubernetes/enhancements/pull/1111";
      case APPROVED -> "approved in " + value;
      case BYPASSED -> "not approved: \"" + value + "\"";
    };
  }

  /** Why the definition is refused; empty when it is not. What was let in once stays. */
  static List<FieldError> check(JsonNode before, JsonNode definition) {
    State state = state(definition);
    if (!isProtected(definition)
        || state == State.APPROVED
        || state == State.BYPASSED
        || before != null && state(before) == state) {
      return List.of();
    }
    String path = "metadata.annotations[" + ANNOTATION + "]";
    return List.of(
        state == State.MISSING
            ? FieldError.required(path, words(definition))
            : FieldError.invalid(
                path, TextNode.valueOf(annotation(definition)), words(definition)));
  }

  /** Writes the condition of a protected group, in place. */
  static void note(ObjectNode definition, String now) {
    if (isProtected(definition)) {
      State state = state(definition);
      Conditions.set(
          definition, CONDITION, state == State.APPROVED, state.reason, words(definition), now);
    }
  }
}
