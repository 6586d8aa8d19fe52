package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Metadata;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Owners that an object names twice. Pure. */
final class TwinOwners {
  static final String AT_ONCE = "";
  static final String LATER = " after mutating admission happens";

  private TwinOwners() {}

  /**
   * Leaves one of each, and says so in a warning if there were more.
   *
   * @param when Kubernetes looks a second time, and finds those of a patch only then
   */
  static List<String> remove(ObjectNode object, String when) {
    JsonNode owners = object.path("metadata").path("ownerReferences");
    if (!(owners instanceof ArrayNode given) || given.size() < 2) {
      return List.of();
    }
    Set<String> seen = new HashSet<>();
    List<JsonNode> kept = new ArrayList<>();
    List<String> twins = new ArrayList<>();
    for (JsonNode owner : given) {
      String uid = owner.path("uid").asText("");
      if (seen.add(uid)) {
        kept.add(owner);
      } else {
        twins.add(uid);
      }
    }
    if (twins.isEmpty()) {
      return List.of();
    }
    ArrayNode left = Metadata.of(object).putArray("ownerReferences");
    kept.forEach(left::add);
    return List.of(
        ".metadata.ownerReferences contains duplicate entries"
            + when
            + "; API server dedups owner references in"
            + " 1.20+, and may reject such requests as early as 1.24; please fix your requests;"
            + " duplicate UID(s) observed: "
            + String.join(", ", twins));
  }
}
