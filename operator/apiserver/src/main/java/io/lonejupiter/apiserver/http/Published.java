package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.discovery.AggregatedDiscovery;
import io.lonejupiter.apiserver.discovery.Discovery;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.openapi.OpenApi;
import io.lonejupiter.apiserver.resource.Registry;
import java.util.List;
import java.util.Optional;

/** What is told about the kinds of one registry. Made when it is first asked for, then kept. */
final class Published {
  private final Registry registry;
  private Discovery discovery;
  private AggregatedDiscovery aggregated;
  private OpenApi openApi;

  Published(Registry registry) {
    this.registry = registry;
  }

  /** Whether this is still what there is. */
  boolean isOf(Registry present) {
    return registry == present;
  }

  private synchronized Discovery discovery() {
    if (discovery == null) {
      discovery = new Discovery(registry);
    }
    return discovery;
  }

  private synchronized AggregatedDiscovery aggregated() {
    if (aggregated == null) {
      aggregated = new AggregatedDiscovery(discovery());
    }
    return aggregated;
  }

  private synchronized OpenApi openApi() {
    if (openApi == null) {
      openApi = new OpenApi(registry);
    }
    return openApi;
  }

  /** Empty when the path is none of these documents. */
  Optional<ApiReply> answer(ApiRequest request) {
    String path = request.path();
    return switch (path) {
      case "/api" -> Optional.of(discoveryOf(request, true));
      case "/apis" -> Optional.of(discoveryOf(request, false));
      case "/openapi/v3" -> Optional.of(ApiReply.json(200, openApi().index()));
      default -> document(path);
    };
  }

  private Optional<ApiReply> document(String path) {
    if (path.startsWith("/openapi/v3/")) {
      return openApi()
          .document(path.substring("/openapi/v3/".length()))
          .map(document -> new ApiReply.Body(200, "application/json", document, List.of()));
    }
    String[] parts = path.substring(1).split("/");
    if (parts.length == 2 && parts[0].equals("api")) {
      return discovery().resources(parts[1]).map(json -> ApiReply.json(200, json));
    }
    if (parts.length == 2 && parts[0].equals("apis")) {
      return discovery().group(parts[1]).map(json -> ApiReply.json(200, json));
    }
    if (parts.length == 3 && parts[0].equals("apis")) {
      return discovery().resources(parts[1] + "/" + parts[2]).map(json -> ApiReply.json(200, json));
    }
    return Optional.empty();
  }

  private ApiReply discoveryOf(ApiRequest request, boolean core) {
    boolean v2 =
        request.accept().contains("g=apidiscovery.k8s.io")
            && request.accept().matches(".*;v=v2(;.*|,.*|$)");
    if (v2) {
      return new ApiReply.Body(
          200, AggregatedDiscovery.CONTENT_TYPE, Json.bytes(aggregated().groups(core)), List.of());
    }
    return ApiReply.json(200, core ? discovery().coreVersions() : discovery().groups());
  }
}
