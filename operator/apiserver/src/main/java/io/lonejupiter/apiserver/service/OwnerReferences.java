package io.lonejupiter.apiserver.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Metadata;
import java.util.ArrayList;
import java.util.List;

/** Reading and editing of {@code metadata.ownerReferences}. Pure. */
public final class OwnerReferences {
  private OwnerReferences() {}

  public static List<String> uids(JsonNode object) {
    List<String> uids = new ArrayList<>();
    object
        .path("metadata")
        .path("ownerReferences")
        .forEach(owner -> uids.add(owner.path("uid").asText("")));
    return uids;
  }

  /** Whether the object keeps that owner from going while it is deleted in the foreground. */
  public static boolean blocks(JsonNode object, String owner) {
    for (JsonNode each : object.path("metadata").path("ownerReferences")) {
      if (each.path("uid").asText("").equals(owner)
          && each.path("blockOwnerDeletion").asBoolean(false)) {
        return true;
      }
    }
    return false;
  }

  /** Takes an owner out of an object the caller owns, and answers that object. */
  public static ObjectNode without(ObjectNode object, String uid) {
    JsonNode owners = object.path("metadata").path("ownerReferences");
    for (int i = owners.size() - 1; i >= 0; i--) {
      if (owners.get(i).path("uid").asText("").equals(uid)) {
        ((ArrayNode) owners).remove(i);
      }
    }
    if (owners.isEmpty()) {
      Metadata.of(object).remove("ownerReferences");
    }
    return object;
  }
}
