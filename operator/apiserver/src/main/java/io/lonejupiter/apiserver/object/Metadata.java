package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Typed access to the metadata of an object. Reads answer empty values for what is not there. */
public final class Metadata {
  private Metadata() {}

  /** The metadata for writing; created when missing. */
  public static ObjectNode of(ObjectNode object) {
    JsonNode metadata = object.get("metadata");
    return metadata instanceof ObjectNode node ? node : object.putObject("metadata");
  }

  public static String text(JsonNode object, String field) {
    return object.path("metadata").path(field).asText("");
  }

  public static String name(JsonNode object) {
    return text(object, "name");
  }

  public static String namespace(JsonNode object) {
    return text(object, "namespace");
  }

  public static String uid(JsonNode object) {
    return text(object, "uid");
  }

  public static String resourceVersion(JsonNode object) {
    return text(object, "resourceVersion");
  }

  public static boolean isBeingDeleted(JsonNode object) {
    return !text(object, "deletionTimestamp").isEmpty();
  }

  public static List<String> finalizers(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.path("metadata").path("finalizers").forEach(n -> names.add(n.asText()));
    return names;
  }

  /** Sets the field, or removes it when the text is empty. */
  public static void put(ObjectNode object, String field, String value) {
    if (value.isEmpty()) {
      of(object).remove(field);
    } else {
      of(object).put(field, value);
    }
  }

  /** Copies a field from one object to another; what is missing there is removed here. */
  public static void copy(JsonNode from, ObjectNode to, String field) {
    JsonNode value = from.path("metadata").get(field);
    if (value == null) {
      of(to).remove(field);
    } else {
      of(to).set(field, value.deepCopy());
    }
  }
}
