package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.PodSource;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.request.Requests;
import io.lonejupiter.apiserver.resource.Registry;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.service.ObjectService;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Finds who answers a path. Does not wait for anything itself. */
final class Dispatcher {
  private static final Set<String> OPEN = Set.of("/healthz", "/readyz", "/livez", "/version");

  private final ObjectService objects;
  private final ResourceHandler resources;
  private final AccessReviews reviews;
  private volatile Published published;
  private final Clock clock;
  private final String version;

  Dispatcher(
      ObjectService objects,
      PodSource pods,
      Requests requests,
      Gate gate,
      Clock clock,
      String version) {
    this.objects = objects;
    this.resources = new ResourceHandler(objects, pods, requests, clock);
    this.reviews = new AccessReviews(gate);
    this.clock = clock;
    this.published = new Published(objects.registry(), clock);
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
    Optional<ApiReply> review = reviews.answer(request);
    if (review.isPresent()) {
      return CompletableFuture.completedFuture(review.get());
    }
    if (!request.path().startsWith("/api")) {
      return CompletableFuture.completedFuture(nothing(request.path()));
    }
    Optional<ResourcePath> path = ResourcePath.parse(request.path());
    Optional<ResourceType> type =
        path.flatMap(p -> objects.registry().find(p.group(), p.version(), p.plural()));
    return type.isPresent()
        ? resources
            .handle(request, path.get(), type.get())
            .thenApply(reply -> warned(reply, type.get().deprecation()))
        : CompletableFuture.completedFuture(nothing(request.path()));
  }

  /** Which kind of nothing there is at a path. */
  private ApiReply nothing(String path) {
    String[] parts = path.substring(1).split("/");
    boolean apis = parts[0].equals("apis");
    if (parts[0].equals("api")
        || apis && parts.length < 2
        || apis && published().isBuiltIn(parts[1])) {
      throw ResourceHandler.unknown();
    }
    return apis ? ApiReply.noSuchPath() : published().nothing();
  }

  private static ApiReply warned(ApiReply reply, String deprecation) {
    if (deprecation.isEmpty() || !(reply instanceof ApiReply.Body body)) {
      return reply;
    }
    List<String> warnings = new ArrayList<>(List.of(deprecation));
    warnings.addAll(body.warnings());
    return new ApiReply.Body(body.code(), body.contentType(), body.content(), warnings);
  }

  private Optional<ApiReply> fixed(ApiRequest request) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return Optional.empty();
    }
    Optional<ApiReply> probe = Probes.answer(request);
    if (probe.isPresent()) {
      return probe;
    }
    return switch (request.path()) {
      case "/version" -> Optional.of(ApiReply.json(200, version()));
      default -> published().answer(request);
    };
  }

  /** Two requests may make it at the same time; they make the same. */
  private Published published() {
    Registry present = objects.registry();
    Published known = published;
    if (!known.isOf(present)) {
      known = new Published(present, clock);
      published = known;
    }
    return known;
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
