package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.resource.ResourceType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/** What the server says about a definition in its status. Pure. */
public final class DefinitionStatus {
  /** Holds a definition until its objects are gone. */
  public static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private DefinitionStatus() {}

  /** The status of a definition that nobody looked at yet. */
  public static void initial(ObjectNode definition) {
    ObjectNode status = definition.putObject("status");
    status.set("conditions", NullNode.getInstance());
    status.putObject("acceptedNames").put("plural", "").put("kind", "");
    status.putArray("storedVersions");
    storeVersion(definition);
  }

  /** Notes the version that is stored from now on. */
  public static void storeVersion(ObjectNode definition) {
    for (JsonNode version : definition.at("/spec/versions")) {
      String name = version.path("name").asText("");
      if (version.path("storage").asBoolean()) {
        ObjectNode status = definition.withObjectProperty("status");
        ArrayNode stored =
            status.path("storedVersions") instanceof ArrayNode array
                ? array
                : status.putArray("storedVersions");
        for (JsonNode each : stored) {
          if (each.asText().equals(name)) {
            return;
          }
        }
        stored.add(name);
        return;
      }
    }
  }

  /** Whether the objects of the definition are served. */
  public static boolean isEstablished(JsonNode definition) {
    return Conditions.isTrue(definition, "Established");
  }

  /** Whether the definition waits for its objects to go. */
  public static boolean isCleaning(JsonNode definition) {
    return Metadata.isBeingDeleted(definition) && Metadata.finalizers(definition).contains(CLEANUP);
  }

  /** Marks a definition for deletion, in place. */
  public static void markForDeletion(ObjectNode definition, String now) {
    Metadata.put(definition, "deletionTimestamp", now);
    if (!Metadata.finalizers(definition).contains(CLEANUP)) {
      Metadata.of(definition).withArrayProperty("finalizers").add(CLEANUP);
    }
    Conditions.set(
        definition,
        "Terminating",
        true,
        "InstanceDeletionPending",
        "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
        now);
  }

  /** Tells that the objects are being deleted, in place. */
  public static void cleaning(ObjectNode definition, String now) {
    Conditions.set(
        definition,
        "Terminating",
        true,
        "InstanceDeletionInProgress",
        "CustomResource deletion is in progress",
        now);
  }

  /** Tells that no object is left, and lets the definition go, in place. */
  public static void cleaned(ObjectNode definition, String now) {
    boolean established = isEstablished(definition);
    Conditions.set(
        definition,
        "Terminating",
        false,
        established ? "InstanceDeletionCompleted" : "NeverEstablished",
        established ? "removed all instances" : "resource was never established",
        now);
    JsonNode finalizers = definition.path("metadata").path("finalizers");
    for (int i = finalizers.size() - 1; i >= 0; i--) {
      if (finalizers.get(i).asText().equals(CLEANUP)) {
        ((ArrayNode) finalizers).remove(i);
      }
    }
    if (finalizers.isEmpty()) {
      Metadata.of(definition).remove("finalizers");
    }
  }

  /**
   * The definitions whose status must change, with the new one. Names go to those that had them
   * first; of two that are new, to the older.
   *
   * @param builtIn kinds whose names are taken in their groups
   */
  public static List<ObjectNode> settle(
      List<ObjectNode> definitions, List<ResourceType> builtIn, String now) {
    List<ObjectNode> present = new ArrayList<>();
    definitions.forEach(each -> present.add(each.deepCopy()));
    present.sort(
        Comparator.comparing((ObjectNode each) -> Metadata.text(each, "creationTimestamp"))
            .thenComparing(Metadata::name));
    for (ObjectNode each : present) {
      settle(each, present, builtIn, now);
    }
    List<ObjectNode> changed = new ArrayList<>();
    for (ObjectNode each : present) {
      if (!definitions.contains(each)) {
        changed.add(each);
      }
    }
    return changed;
  }

  private static void settle(
      ObjectNode definition, List<ObjectNode> all, List<ResourceType> builtIn, String now) {
    if (Metadata.isBeingDeleted(definition)) {
      return;
    }
    JsonNode spec = definition.path("spec");
    AcceptedNames names =
        AcceptedNames.of(
            spec.path("names"),
            definition.at("/status/acceptedNames"),
            taken(definition, all, builtIn));
    definition.withObjectProperty("status").set("acceptedNames", names.names());
    Conditions.set(
        definition, "NamesAccepted", names.accepted(), names.reason(), names.message(), now);
    if (names.accepted() && !isEstablished(definition)) {
      Conditions.set(
          definition,
          "Established",
          true,
          "InitialNamesAccepted",
          "the initial names have been accepted",
          now);
    } else if (!names.accepted() && Conditions.find(definition, "Established").isMissingNode()) {
      Conditions.set(
          definition, "Established", false, "NotAccepted", "not all names are accepted", now);
    }
    ApiApproval.note(definition, now);
  }

  private static AcceptedNames.Taken taken(
      ObjectNode definition, List<ObjectNode> all, List<ResourceType> builtIn) {
    AcceptedNames.Taken taken = new AcceptedNames.Taken(new HashSet<>(), new HashSet<>());
    String group = definition.at("/spec/group").asText("");
    for (ObjectNode each : all) {
      if (each != definition && each.at("/spec/group").asText("").equals(group)) {
        taken.add(each.at("/status/acceptedNames"));
      }
    }
    for (ResourceType type : builtIn) {
      if (type.group().equals(group)) {
        taken.resources().add(type.plural());
        taken.resources().add(type.naming().singular());
        taken.resources().addAll(type.naming().shortNames());
        taken.kinds().add(type.kind());
        taken.kinds().add(type.naming().listKind());
      }
    }
    return taken;
  }
}
