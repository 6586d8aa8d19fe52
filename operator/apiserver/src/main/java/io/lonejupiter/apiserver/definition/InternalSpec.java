package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A specification as Kubernetes looks at it inside: what is the same in every version stands above
 * the versions. Its messages name fields by this form. Pure.
 *
 * @param spec as written
 * @param versions without what they have in common
 * @param validation the {@code schema} of all versions, missing when they differ
 * @param subresources of all versions, missing when they differ
 * @param columns of all versions, missing when they differ
 * @param selectable selectable fields of all versions, missing when they differ
 */
record InternalSpec(
    JsonNode spec,
    List<ObjectNode> versions,
    JsonNode validation,
    JsonNode subresources,
    JsonNode columns,
    JsonNode selectable) {

  static InternalSpec of(JsonNode spec) {
    List<ObjectNode> versions = new ArrayList<>();
    for (JsonNode each : spec.path("versions")) {
      if (each instanceof ObjectNode version) {
        versions.add(version.deepCopy());
      }
    }
    return new InternalSpec(
        spec,
        versions,
        lift(versions, "schema"),
        lift(versions, "subresources"),
        lift(versions, "additionalPrinterColumns"),
        lift(versions, "selectableFields"));
  }

  private static JsonNode lift(List<ObjectNode> versions, String field) {
    if (versions.isEmpty()) {
      return MissingNode.getInstance();
    }
    JsonNode first = versions.get(0).path(field);
    if (!versions.stream().allMatch(each -> each.path(field).equals(first))) {
      return MissingNode.getInstance();
    }
    versions.forEach(each -> each.remove(field));
    return first;
  }

  /** Whether objects of that version have a status that is written by itself. */
  boolean hasStatus(ObjectNode version) {
    return subresources.has("status") || version.path("subresources").has("status");
  }

  boolean anyHasStatus() {
    return versions.stream().anyMatch(this::hasStatus);
  }
}
