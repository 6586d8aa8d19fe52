package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.definition.DefinitionStatus;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.List;

/**
 * DELETE: an object with finalizers is marked, one without goes. What the client wants to become of
 * the dependents is kept as a finalizer. Pure.
 */
public final class Deletion {
  /** The finalizer of an object whose dependents are to outlive it. */
  public static final String ORPHANS = "orphan";

  /** The finalizer of an object that waits for its dependents to go. */
  public static final String WAITS = "foregroundDeletion";

  public static final String FOREGROUND = "Foreground";
  public static final String BACKGROUND = "Background";
  public static final String ORPHAN = "Orphan";

  private static final List<String> POLICIES = List.of(FOREGROUND, BACKGROUND, ORPHAN);
  private static final List<String> PERMANENT = List.of("default", "kube-system");

  private Deletion() {}

  /**
   * What the body and the query of a DELETE say.
   *
   * @param propagationPolicy what becomes of the dependents; empty when not said
   * @param uid null for any
   * @param resourceVersion null for any
   * @param cascadeAsked the deprecated {@code orphanDependents: false} was sent
   */
  public record Options(
      String propagationPolicy, String uid, String resourceVersion, boolean cascadeAsked) {

    /** Deletes that very object. */
    public static Options of(String propagationPolicy, String uid) {
      return new Options(propagationPolicy, uid, null, false);
    }

    /**
     * Reads {@code DeleteOptions}.
     *
     * @throws ApiException 422 for a policy that does not exist, or two that contradict each other
     */
    public static Options parse(JsonNode body) {
      String policy = body.path("propagationPolicy").asText("");
      boolean policyGiven = body.hasNonNull("propagationPolicy");
      JsonNode orphan = body.path("orphanDependents");
      List<FieldError> errors = new ArrayList<>();
      if (policyGiven && orphan.isBoolean()) {
        errors.add(
            FieldError.invalid(
                "propagationPolicy",
                policy,
                "orphanDependents and deletionPropagation cannot be both set"));
      }
      if (policyGiven && !POLICIES.contains(policy)) {
        errors.add(
            FieldError.notSupported(
                "propagationPolicy",
                TextNode.valueOf(policy),
                List.of(FOREGROUND, BACKGROUND, ORPHAN, "nil")));
      }
      if (!errors.isEmpty()) {
        throw ApiException.invalid(
            new ApiException.Subject("meta.k8s.io", "DeleteOptions", ""), errors);
      }
      if (orphan.isBoolean()) {
        policy = orphan.asBoolean() ? ORPHAN : BACKGROUND;
      }
      JsonNode preconditions = body.path("preconditions");
      return new Options(
          policy,
          preconditions.path("uid").asText(null),
          preconditions.path("resourceVersion").asText(null),
          orphan.isBoolean() && !orphan.asBoolean());
    }
  }

  /** What becomes of the live object. */
  public static Outcome delete(ResourceType type, ObjectNode live, Options options, Moment moment) {
    String name = Metadata.name(live);
    checkPreconditions(type, live, options);
    if (type.isNamespace() && PERMANENT.contains(name)) {
      throw ApiException.forbidden(type.subject(name), "this namespace may not be deleted");
    }
    ObjectNode marked = live.deepCopy();
    if (type.isDefinition() && !Metadata.isBeingDeleted(live)) {
      DefinitionStatus.markForDeletion(marked, moment.timestamp());
      return new Outcome(Outcome.Effect.UPDATED, marked, List.of());
    }
    if (type.isDefinition()) {
      Metadata.of(marked).set("deletionGracePeriodSeconds", IntNode.valueOf(0));
    }
    List<String> finalizers = finalizers(live, options.propagationPolicy());
    if (!finalizers.equals(Metadata.finalizers(live))) {
      ArrayNode array = Metadata.of(marked).putArray("finalizers");
      finalizers.forEach(array::add);
    }
    if (finalizers.isEmpty() && marked.at("/spec/finalizers").isEmpty()) {
      return new Outcome(Outcome.Effect.REMOVED, live, List.of());
    }
    if (!Metadata.isBeingDeleted(live)) {
      mark(type, marked, moment);
    }
    Outcome.Effect effect = marked.equals(live) ? Outcome.Effect.UNCHANGED : Outcome.Effect.UPDATED;
    return new Outcome(effect, marked, List.of());
  }

  private static void mark(ResourceType type, ObjectNode object, Moment moment) {
    Metadata.put(object, "deletionTimestamp", moment.timestamp());
    if (type.isNamespace()) {
      object.withObjectProperty("status").put("phase", "Terminating");
      return;
    }
    Metadata.of(object).set("deletionGracePeriodSeconds", IntNode.valueOf(0));
    if (type.hasGeneration()) {
      int generation = object.path("metadata").path("generation").asInt(0);
      ObjectRules.setGeneration(object, generation + 1);
    }
  }

  /** The policy is kept as a finalizer, which the garbage collector takes off when it is done. */
  private static List<String> finalizers(ObjectNode live, String policy) {
    List<String> before = Metadata.finalizers(live);
    boolean orphan = policy.isEmpty() ? before.contains(ORPHANS) : policy.equals(ORPHAN);
    boolean foreground =
        policy.isEmpty() ? before.contains(WAITS) && !orphan : policy.equals(FOREGROUND);
    List<String> finalizers = new ArrayList<>(before);
    finalizers.removeAll(List.of(ORPHANS, WAITS));
    if (orphan) {
      finalizers.add(ORPHANS);
    }
    if (foreground) {
      finalizers.add(WAITS);
    }
    return finalizers;
  }

  private static void checkPreconditions(ResourceType type, ObjectNode live, Options options) {
    ApiException.Subject subject = type.kindSubject(Metadata.name(live));
    String uid = Metadata.uid(live);
    if (options.uid() != null && !options.uid().equals(uid)) {
      throw ApiException.conflict(
          subject,
          "the UID in the precondition ("
              + options.uid()
              + ") does not match the UID in record ("
              + uid
              + "). The object might have been deleted and then recreated");
    }
    String version = Metadata.resourceVersion(live);
    if (options.resourceVersion() != null && !options.resourceVersion().equals(version)) {
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
  public static boolean isComplete(JsonNode object) {
    return Metadata.isBeingDeleted(object)
        && Metadata.finalizers(object).isEmpty()
        && object.path("spec").path("finalizers").isEmpty();
  }
}
