package io.lonejupiter.apiserver.background;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.resource.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a namespace that is being deleted says about what is still in it. Pure. */
final class NamespaceContent {
  private NamespaceContent() {}

  /** An object that is still there. */
  record Remaining(ResourceType type, List<String> finalizers) {}

  /** Writes the conditions of a namespace's status, in Kubernetes' words. */
  static ObjectNode report(ObjectNode namespace, List<Remaining> remaining, String now) {
    Map<String, Integer> kinds = new TreeMap<>();
    Map<String, Integer> finalizers = new TreeMap<>();
    for (Remaining each : remaining) {
      String resource = each.type().plural() + "." + each.type().group();
      kinds.merge(resource, 1, Integer::sum);
      each.finalizers().forEach(finalizer -> finalizers.merge(finalizer, 1, Integer::sum));
    }
    ArrayNode conditions = namespace.withObjectProperty("status").withArrayProperty("conditions");
    put(
        conditions,
        now,
        "NamespaceDeletionDiscoveryFailure",
        false,
        "ResourcesDiscovered",
        "All resources successfully discovered");
    put(
        conditions,
        now,
        "NamespaceDeletionGroupVersionParsingFailure",
        false,
        "ParsedGroupVersions",
        "All legacy kube types successfully parsed");
    put(
        conditions,
        now,
        "NamespaceDeletionContentFailure",
        false,
        "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization");
    put(
        conditions,
        now,
        "NamespaceContentRemaining",
        !kinds.isEmpty(),
        kinds.isEmpty() ? "ContentRemoved" : "SomeResourcesRemain",
        kinds.isEmpty()
            ? "All content successfully removed"
            : "Some resources are remaining: " + counted(kinds, " has "));
    put(
        conditions,
        now,
        "NamespaceFinalizersRemaining",
        !finalizers.isEmpty(),
        finalizers.isEmpty() ? "ContentHasNoFinalizers" : "SomeFinalizersRemain",
        finalizers.isEmpty()
            ? "All content-preserving finalizers finished"
            : "Some content in the namespace has finalizers remaining: "
                + counted(finalizers, " in "));
    return namespace;
  }

  private static String counted(Map<String, Integer> counts, String verb) {
    return counts.entrySet().stream()
        .map(each -> each.getKey() + verb + each.getValue() + " resource instances")
        .collect(Collectors.joining(", "));
  }

  private static void put(
      ArrayNode conditions, String now, String type, boolean status, String reason, String text) {
    ObjectNode condition = null;
    for (JsonNode each : conditions) {
      if (each instanceof ObjectNode known && known.path("type").asText().equals(type)) {
        condition = known;
      }
    }
    if (condition == null) {
      condition = conditions.addObject().put("type", type);
    }
    String word = status ? "True" : "False";
    if (!condition.path("status").asText().equals(word)) {
      condition.put("status", word).put("lastTransitionTime", now);
    }
    condition.put("reason", reason).put("message", text);
  }
}
