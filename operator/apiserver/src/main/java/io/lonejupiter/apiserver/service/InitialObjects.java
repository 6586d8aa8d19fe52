package io.lonejupiter.apiserver.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.request.Moment;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.storage.Entry;
import io.lonejupiter.apiserver.storage.WriteQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What exists from the start: two namespaces, and the definitions themselves, which are not kept.
 */
public final class InitialObjects {
  private static final List<String> NAMESPACES = List.of("default", "kube-system");

  private InitialObjects() {}

  /**
   * @throws RuntimeException the failure of the store
   */
  public static void put(ObjectService objects, List<JsonNode> definitions) {
    ResourceType namespaces = objects.registry().namespaces();
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    for (String name : NAMESPACES) {
      Entry.Address address = ObjectService.address(namespaces, "", name);
      writes.add(objects.ensure(address, moment -> namespace(name, moment)));
    }
    try {
      CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw WriteQueue.cause(e) instanceof RuntimeException cause ? cause : e;
    }
    ResourceType type = objects.registry().definitions();
    long version = Math.max(1, objects.image().version());
    List<Entry> entries = new ArrayList<>();
    for (JsonNode definition : definitions) {
      ObjectNode object = established(definition.deepCopy(), version);
      entries.add(
          Entry.of(ObjectService.address(type, "", Metadata.name(object)), version, object));
    }
    objects.image().preload(entries);
  }

  private static ObjectNode namespace(String name, Moment moment) {
    ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
    ObjectNode metadata = namespace.putObject("metadata").put("name", name);
    metadata.put("uid", moment.uid().get()).put("creationTimestamp", moment.timestamp());
    metadata.putObject("labels").put("kubernetes.io/metadata.name", name);
    namespace.putObject("spec").putArray("finalizers").add("kubernetes");
    namespace.putObject("status").put("phase", "Active");
    return namespace;
  }

  private static ObjectNode established(ObjectNode definition, long version) {
    String name = Metadata.name(definition);
    UUID uid = UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Metadata.put(definition, "uid", uid.toString());
    Metadata.put(definition, "resourceVersion", Long.toString(version));
    ObjectNode status = definition.putObject("status");
    status.set("acceptedNames", definition.path("spec").path("names"));
    var conditions = status.putArray("conditions");
    for (String type : List.of("NamesAccepted", "Established")) {
      conditions.addObject().put("type", type).put("status", "True").put("reason", "Loaded");
    }
    var stored = status.putArray("storedVersions");
    for (JsonNode each : definition.at("/spec/versions")) {
      if (each.path("storage").asBoolean()) {
        stored.add(each.path("name").asText());
      }
    }
    return definition;
  }
}
