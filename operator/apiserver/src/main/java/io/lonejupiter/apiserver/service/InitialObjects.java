package io.lonejupiter.apiserver.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.request.Moment;
import io.lonejupiter.apiserver.request.Settling;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.Entry;
import io.lonejupiter.apiserver.storage.WriteQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What exists from the start: two namespaces, and the definitions this server comes with. */
public final class InitialObjects {
  private static final List<String> NAMESPACES = List.of("default", "kube-system");

  private InitialObjects() {}

  /**
   * Creates what is missing and brings definitions up to date; answers when all of it is kept.
   *
   * @throws IllegalArgumentException a definition cannot be served
   */
  public static void put(ObjectService objects, Settling settling, List<JsonNode> definitions) {
    ResourceType namespaces = objects.registry().namespaces();
    ResourceType type = objects.registry().definitions();
    List<CompletableFuture<?>> writes = new ArrayList<>();
    for (String name : NAMESPACES) {
      Entry.Address address = ObjectService.address(namespaces, "", name);
      writes.add(objects.ensure(address, moment -> namespace(name, moment)));
    }
    for (JsonNode each : definitions) {
      if (!(each instanceof ObjectNode definition) || Metadata.name(each).isEmpty()) {
        throw new IllegalArgumentException("not a CustomResourceDefinition: " + each);
      }
      writes.add(
          objects.changeOrCreate(
              type,
              "",
              Metadata.name(definition),
              false,
              (live, moment) -> settling.shipped(type, live, definition, moment)));
    }
    try {
      CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      Throwable cause = WriteQueue.cause(e);
      if (cause instanceof ApiException refused && refused.code() < 500) {
        throw new IllegalArgumentException(refused.getMessage(), refused);
      }
      throw cause instanceof RuntimeException failure ? failure : e;
    }
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
}
