package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.discovery.AggregatedDiscovery;
import io.lonejupiter.apiserver.discovery.Discovery;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.openapi.OpenApi;
import io.lonejupiter.apiserver.request.Requests;
import io.lonejupiter.apiserver.resource.Registry;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.service.ObjectService;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Finds who answers a path. Does not wait for anything itself. */
final class Dispatcher {
  private static final Set<String> OPEN = Set.of("/healthz", "/readyz", "/livez", "/version");

  private final Registry registry;
  private final ResourceHandler resources;
  private final Discovery discovery;
  private final AggregatedDiscovery aggregated;
  private final OpenApi openApi;
  private final String version;

  Dispatcher(ObjectService objects, Requests requests, Clock clock, String version) {
    this.registry = objects.registry();
    this.resources = new ResourceHandler(objects, requests, clock);
    this.discovery = new Discovery(registry);
    this.aggregated = new AggregatedDiscovery(discovery);
    this.openApi = new OpenApi(registry);
    this.version = version;
  }

  /** Whether the path is answered without a token. */
  static boolean isOpen(String path) {
    return OPEN.contains(path);
  }

  CompletableFuture<ApiReply> dispatch(ApiRequest request) {
    Optional<ApiReply> fixed = fixed(request);
    if (fixed.isPresent()) {
      return CompletableFuture.completedFuture(fixed.get());
    }
    Optional<ApiReply> review = AccessReviews.answer(request);
    if (review.isPresent()) {
      return CompletableFuture.completedFuture(review.get());
    }
    Optional<ResourcePath> path = ResourcePath.parse(request.path());
    Optional<ResourceType> type =
        path.flatMap(p -> registry.find(p.group(), p.version(), p.plural()));
    return type.isPresent()
        ? resources.handle(request, path.get(), type.get())
        : CompletableFuture.completedFuture(ApiReply.noSuchPath());
  }

  private Optional<ApiReply> fixed(ApiRequest request) {
    if (!request.method().equals("GET")) {
      return Optional.empty();
    }
    String path = request.path();
    return switch (path) {
      case "/healthz", "/readyz", "/livez" -> Optional.of(ApiReply.text(200, "ok"));
      case "/version" -> Optional.of(ApiReply.json(200, version()));
      case "/api" -> Optional.of(discoveryOf(request, true));
      case "/apis" -> Optional.of(discoveryOf(request, false));
      case "/openapi/v3" -> Optional.of(ApiReply.json(200, openApi.index()));
      default -> document(path);
    };
  }

  private Optional<ApiReply> document(String path) {
    if (path.startsWith("/openapi/v3/")) {
      return openApi
          .document(path.substring("/openapi/v3/".length()))
          .map(document -> new ApiReply.Body(200, "application/json", document, List.of()));
    }
    String[] parts = path.substring(1).split("/");
    if (parts.length == 2 && parts[0].equals("api")) {
      return discovery.resources(parts[1]).map(json -> ApiReply.json(200, json));
    }
    if (parts.length == 2 && parts[0].equals("apis")) {
      return discovery.group(parts[1]).map(json -> ApiReply.json(200, json));
    }
    if (parts.length == 3 && parts[0].equals("apis")) {
      return discovery.resources(parts[1] + "/" + parts[2]).map(json -> ApiReply.json(200, json));
    }
    return Optional.empty();
  }

  private ApiReply discoveryOf(ApiRequest request, boolean core) {
    boolean v2 =
        request.accept().contains("g=apidiscovery.k8s.io")
            && request.accept().matches(".*;v=v2(;.*|,.*|$)");
    if (v2) {
      return new ApiReply.Body(
          200, AggregatedDiscovery.CONTENT_TYPE, Json.bytes(aggregated.groups(core)), List.of());
    }
    return ApiReply.json(200, core ? discovery.coreVersions() : discovery.groups());
  }

  private ObjectNode version() {
    return Json.object()
        .put("major", "1")
        .put("minor", "32")
        .put("gitVersion", "v1.32.0+lonejupiter-" + version)
        .put("gitTreeState", "clean")
        .put("platform", System.getProperty("os.name") + "/" + System.getProperty("os.arch"));
  }
}
