package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.List;

/**
 * The scale subresource of a kind: {@code autoscaling/v1 Scale} read from and written to the paths
 * its definition names. Pure.
 *
 * @param labelSelector null when the definition names none
 */
public record ScalePaths(
    List<String> specReplicas, List<String> statusReplicas, List<String> labelSelector) {
  private static final int UNSET = Integer.MIN_VALUE;

  /** The Scale of an object. */
  public ObjectNode read(JsonNode object) {
    ObjectNode scale = Json.object();
    scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode metadata = scale.putObject("metadata");
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      JsonNode value = object.path("metadata").get(field);
      if (value != null) {
        metadata.set(field, value);
      }
    }
    JsonNode wanted = at(object, specReplicas);
    ObjectNode spec = scale.putObject("spec");
    if (wanted.asInt(0) != 0) {
      spec.set("replicas", wanted);
    }
    ObjectNode status = scale.putObject("status");
    status.put("replicas", at(object, statusReplicas).asInt(0));
    if (labelSelector != null && at(object, labelSelector).isTextual()) {
      status.set("selector", at(object, labelSelector));
    }
    return scale;
  }

  /** The Scale that a patch is applied to; nobody's number tells where none was set before. */
  public ObjectNode target(ObjectNode object) {
    ObjectNode scale = read(object);
    if (!isSet(object)) {
      scale.withObjectProperty("spec").put("replicas", UNSET);
    }
    return scale;
  }

  /** Whether there is a number of replicas. */
  public boolean isSet(JsonNode object) {
    JsonNode wanted = at(object, specReplicas);
    return !wanted.isMissingNode() && !wanted.isNull();
  }

  /** The object with the number of replicas, and the version if given, that a Scale asks for. */
  public ObjectNode write(ObjectNode object, JsonNode scale) {
    if (scale.path("spec").path("replicas").asInt(0) == UNSET) {
      throw ApiException.badRequest("the spec replicas field \"" + shown() + "\" cannot be empty");
    }
    ObjectNode scaled = object.deepCopy();
    ObjectNode holder = scaled;
    for (String name : specReplicas.subList(0, specReplicas.size() - 1)) {
      holder = holder.get(name) instanceof ObjectNode next ? next : holder.putObject(name);
    }
    JsonNode replicas = scale.path("spec").path("replicas");
    String field = specReplicas.get(specReplicas.size() - 1);
    if (replicas.isMissingNode()) {
      holder.put(field, 0);
    } else {
      holder.set(field, replicas);
    }
    String version = Metadata.resourceVersion(scale);
    if (!version.isEmpty()) {
      Metadata.put(scaled, "resourceVersion", version);
    }
    return scaled;
  }

  /** The path of the number of replicas, for messages. */
  public String shown() {
    return "." + String.join(".", specReplicas);
  }

  public static JsonNode at(JsonNode object, List<String> path) {
    JsonNode node = object;
    for (String name : path) {
      node = node.path(name);
    }
    return node;
  }
}
