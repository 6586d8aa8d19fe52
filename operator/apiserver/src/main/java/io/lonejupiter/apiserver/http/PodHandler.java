package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.PodSource;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.request.Deletion;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.Entry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What is different about pods: they are computed, so nobody writes them; to delete one is to
 * delete what it is computed from; and they have a log.
 */
final class PodHandler {
  private static final List<String> STREAMS = List.of("exec", "attach", "portforward");

  private final ObjectService objects;
  private final PodSource pods;
  private final Clock clock;

  PodHandler(ObjectService objects, PodSource pods, Clock clock) {
    this.objects = objects;
    this.pods = pods;
    this.clock = clock;
  }

  /** Null for what is no different. */
  CompletableFuture<ApiReply> handle(ApiRequest request, ResourcePath path, ResourceType type) {
    if (path.subresource().equals("log")) {
      if (!request.method().equals("GET")) {
        throw ApiException.methodNotAllowed();
      }
      return log(request, path, type);
    }
    if (STREAMS.contains(path.subresource())) {
      JsonNode pod = objects.get(type, path.namespace(), path.name()).object();
      throw notAllowed(pods.whyNoExec(pod));
    }
    boolean deletesOne = request.method().equals("DELETE") && !path.name().isEmpty();
    if (!request.method().equals("GET") && !deletesOne) {
      throw notAllowed(
          "pods are computed from "
              + pods.collection().substring(pods.collection().indexOf('/') + 1)
              + " and cannot be written; change what they are made from");
    }
    return null;
  }

  private static ApiException notAllowed(String why) {
    return new ApiException(405, "MethodNotAllowed", why, null);
  }

  private CompletableFuture<ApiReply> log(
      ApiRequest request, ResourcePath path, ResourceType type) {
    var options = LogQuery.options(request, path.name(), clock.instant());
    JsonNode pod = objects.get(type, path.namespace(), path.name()).object();
    String container = options.container();
    boolean known = false;
    for (JsonNode each : pod.at("/spec/containers")) {
      known |= container.isEmpty() || each.path("name").asText().equals(container);
    }
    if (!known) {
      throw ApiException.badRequest(
          "container " + container + " is not valid for pod " + path.name());
    }
    if (pod.at("/spec/nodeName").asText().isEmpty()) {
      // As Kubernetes answers for a pod that has no node yet.
      return CompletableFuture.completedFuture(
          new ApiReply.Body(204, "text/plain", new byte[0], List.of()));
    }
    return pods.log(pod, options).<ApiReply>thenApply(ApiReply.Log::new).toCompletableFuture();
  }

  /** The object to delete instead of a pod. */
  ResourceType source() {
    return objects.registry().stored().stream()
        .filter(type -> type.storedAs().equals(pods.collection()))
        .findFirst()
        .orElseThrow();
  }

  /** A precondition on the pod is one on its source. */
  Deletion.Options options(ResourcePath path, ResourceType type, Deletion.Options given) {
    Entry pod = objects.get(type, path.namespace(), path.name());
    require(type, path, "UID", given.uid(), Metadata.uid(pod.object()));
    require(
        type,
        path,
        "ResourceVersion",
        given.resourceVersion(),
        Metadata.resourceVersion(pod.object()));
    Entry source = objects.get(source(), path.namespace(), path.name());
    return new Deletion.Options(
        given.propagationPolicy(), Metadata.uid(source.object()), null, given.cascadeAsked());
  }

  private static void require(
      ResourceType type, ResourcePath path, String what, String given, String is) {
    if (given != null && !given.equals(is)) {
      throw ApiException.conflict(
          type.subject(path.name()),
          "Precondition failed: %s in precondition: %s, %s in object meta: %s"
              .formatted(what, given, what, is));
    }
  }
}
