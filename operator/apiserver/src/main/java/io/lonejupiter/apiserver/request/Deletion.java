package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.List;

/** DELETE: an object with finalizers is marked, one without goes. Pure. */
public final class Deletion {
  private static final List<String> POLICIES = List.of("Foreground", "Background", "Orphan");

  private Deletion() {}

  /**
   * What the body and the query of a DELETE say.
   *
   * @param uid empty for any
   * @param resourceVersion empty for any
   */
  public record Options(String propagationPolicy, String uid, String resourceVersion) {
    public static final Options ANY = new Options("", "", "");

    public boolean orphans() {
      return propagationPolicy.equals("Orphan");
    }

    /** Reads {@code DeleteOptions}; the query wins over the body. */
    public static Options parse(JsonNode body, String policyInQuery) {
      String policy = body.path("propagationPolicy").asText("");
      policy = policyInQuery.isEmpty() ? policy : policyInQuery;
      if (policy.isEmpty() && body.path("orphanDependents").asBoolean()) {
        policy = "Orphan";
      }
      if (!policy.isEmpty() && !POLICIES.contains(policy)) {
        throw ApiException.invalid(
            new ApiException.Subject("meta.k8s.io", "DeleteOptions", ""),
            List.of(
                FieldError.notSupported(
                    "propagationPolicy",
                    com.fasterxml.jackson.databind.node.TextNode.valueOf(policy),
                    List.of("Foreground", "Background", "Orphan", "nil"))));
      }
      JsonNode preconditions = body.path("preconditions");
      return new Options(
          policy,
          preconditions.path("uid").asText(""),
          preconditions.path("resourceVersion").asText(""));
    }
  }

  public static Outcome delete(ResourceType type, ObjectNode live, Options options, Moment moment) {
    String name = Metadata.name(live);
    checkPreconditions(type, live, options);
    if (type.isNamespace() && List.of("default", "kube-system").contains(name)) {
      throw ApiException.forbidden(type.subject(name), "this namespace may not be deleted");
    }
    if (Metadata.finalizers(live).isEmpty() && !type.isNamespace()) {
      return new Outcome(Outcome.Effect.REMOVED, live, List.of());
    }
    if (Metadata.isBeingDeleted(live)) {
      return new Outcome(Outcome.Effect.UNCHANGED, live, List.of());
    }
    ObjectNode marked = live.deepCopy();
    Metadata.put(marked, "deletionTimestamp", moment.timestamp());
    Metadata.of(marked).set("deletionGracePeriodSeconds", IntNode.valueOf(0));
    if (type.isCustom()) {
      int generation = live.path("metadata").path("generation").asInt(0);
      ObjectRules.setGeneration(marked, generation + 1);
    }
    if (type.isNamespace()) {
      marked.withObjectProperty("status").put("phase", "Terminating");
    }
    return new Outcome(Outcome.Effect.UPDATED, marked, List.of());
  }

  private static void checkPreconditions(ResourceType type, ObjectNode live, Options options) {
    ApiException.Subject subject = type.kindSubject(Metadata.name(live));
    String uid = Metadata.uid(live);
    if (!options.uid().isEmpty() && !options.uid().equals(uid)) {
      throw ApiException.conflict(
          subject,
          "the UID in the precondition ("
              + options.uid()
              + ") does not match the UID in record ("
              + uid
              + "). The object might have been deleted and then recreated");
    }
    String version = Metadata.resourceVersion(live);
    if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(version)) {
      throw ApiException.conflict(
          subject,
          "the ResourceVersion in the precondition ("
              + options.resourceVersion()
              + ") does not match the ResourceVersion in record ("
              + version
              + "). The object might have been modified");
    }
  }

  /** Whether an object that was marked for deletion has nothing left that holds it. */
  static boolean isComplete(JsonNode object) {
    return Metadata.isBeingDeleted(object)
        && Metadata.finalizers(object).isEmpty()
        && object.path("spec").path("finalizers").isEmpty();
  }
}
