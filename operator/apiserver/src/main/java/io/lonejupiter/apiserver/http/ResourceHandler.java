package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.PodSource;
import io.lonejupiter.apiserver.builtin.BuiltIns;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.request.Body;
import io.lonejupiter.apiserver.request.Deletion;
import io.lonejupiter.apiserver.request.Outcome;
import io.lonejupiter.apiserver.request.Requests;
import io.lonejupiter.apiserver.request.ScaleBody;
import io.lonejupiter.apiserver.request.Subresource;
import io.lonejupiter.apiserver.request.WriteOptions;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.resource.ResourceType.Origin;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.service.Selection;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.Entry;
import io.lonejupiter.apiserver.storage.WriteQueue;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Requests on resources: which verb on which path means which operation. */
final class ResourceHandler {
  private final ObjectService objects;
  private final Requests requests;
  private final PatchHandler patches;
  private final ReadHandler reads;
  private final Clock clock;

  /** Null when there are none. */
  private final PodHandler pods;

  ResourceHandler(ObjectService objects, PodSource pods, Requests requests, Clock clock) {
    this.objects = objects;
    this.requests = requests;
    this.patches = new PatchHandler(objects, requests);
    this.reads = new ReadHandler(objects, clock);
    this.clock = clock;
    this.pods = pods == null ? null : new PodHandler(objects, pods, clock);
  }

  CompletableFuture<ApiReply> handle(ApiRequest request, ResourcePath path, ResourceType type) {
    if (type.namespaced() && path.namespace().isEmpty() && !path.name().isEmpty()
        || !type.namespaced() && !path.namespace().isEmpty()) {
      throw unknown();
    }
    if (!type.isCustom()) {
      Accept.requireNamed(request.accept());
    }
    if (type.origin() == Origin.ABSENT && !request.method().equals("GET")) {
      throw ApiException.methodNotAllowed();
    }
    if (type.origin() == Origin.DERIVED) {
      CompletableFuture<ApiReply> different = pods.handle(request, path, type);
      if (different != null) {
        return different;
      }
    }
    if (path.watch()) {
      return watch(request, path, type);
    }
    return path.name().isEmpty()
        ? collection(request, path, type)
        : single(request, path, type, subresource(path, type));
  }

  private CompletableFuture<ApiReply> watch(
      ApiRequest request, ResourcePath path, ResourceType type) {
    if (!path.subresource().isEmpty()) {
      throw unknown();
    }
    if (!request.method().equals("GET")) {
      throw ApiException.methodNotAllowed();
    }
    return reads.collection(request, path, type);
  }

  static ApiException unknown() {
    return new ApiException(
        404, "NotFound", "the server could not find the requested resource", Json.object());
  }

  private static Subresource subresource(ResourcePath path, ResourceType type) {
    return switch (path.subresource()) {
      case "" -> Subresource.NONE;
      case "status" -> {
        if (!type.hasStatus()) {
          throw noSubresource(path, type);
        }
        yield Subresource.STATUS;
      }
      case "finalize" -> {
        if (!type.isNamespace()) {
          throw unknown();
        }
        yield Subresource.FINALIZE;
      }
      case "scale" -> {
        if (type.scale() == null) {
          throw noSubresource(path, type);
        }
        yield Subresource.SCALE;
      }
      default -> throw noSubresource(path, type);
    };
  }

  /** Kubernetes says so of custom objects, as if the object were not there. */
  private static ApiException noSubresource(ResourcePath path, ResourceType type) {
    return type.isCustom() ? ApiException.notFound(type.subject(path.name())) : unknown();
  }

  private CompletableFuture<ApiReply> collection(
      ApiRequest request, ResourcePath path, ResourceType type) {
    return switch (verb(request, type)) {
      case "GET" -> reads.collection(request, path, type);
      case "POST" -> create(request, path, type);
      case "DELETE" -> deleteCollection(request, path, type);
      case "PUT", "PATCH" ->
          throw type.isCustom()
              ? ApiException.badRequest("name must be provided")
              : ApiException.methodNotAllowed();
      default -> throw ApiException.methodNotAllowed();
    };
  }

  private CompletableFuture<ApiReply> single(
      ApiRequest request, ResourcePath path, ResourceType type, Subresource subresource) {
    if (subresource == Subresource.FINALIZE && !request.method().equals("PUT")) {
      throw ApiException.methodNotAllowed();
    }
    return switch (verb(request, type)) {
      case "GET" -> reads.single(request, path, type, subresource);
      case "PUT" -> replace(request, path, type, subresource);
      case "PATCH" ->
          patches
              .patch(request, path, type, subresource)
              .thenApply(outcome -> reply(request, type, subresource, outcome));
      case "DELETE" -> {
        if (subresource != Subresource.NONE) {
          throw notSupported("delete", type, subresource);
        }
        yield delete(request, path, type);
      }
      case "POST" -> {
        if (type.isCustom() && subresource == Subresource.NONE) {
          yield create(request, path, type);
        }
        throw notSupported("create", type, subresource);
      }
      default -> throw ApiException.methodNotAllowed();
    };
  }

  /** Custom objects are read by HEAD, too. */
  private static String verb(ApiRequest request, ResourceType type) {
    return type.isCustom() && request.method().equals("HEAD") ? "GET" : request.method();
  }

  private static ApiException notSupported(String verb, ResourceType type, Subresource of) {
    return type.isCustom() && of != Subresource.NONE
        ? ApiException.notSupported(verb, type.subject(""))
        : ApiException.methodNotAllowed();
  }

  private CompletableFuture<ApiReply> create(
      ApiRequest request, ResourcePath path, ResourceType type) {
    WriteOptions options = Options.of(request, "CreateOptions", false);
    Body body = Bodies.object(request, type);
    String namespace = path.namespace();
    if (type.namespaced() && namespace.isEmpty()) {
      namespace = Metadata.namespace(body.object());
      if (namespace.isEmpty()) {
        throw ApiException.badRequest("an empty namespace may not be set during creation");
      }
    }
    String target = namespace;
    return objects
        .create(
            type,
            target,
            options.dryRun(),
            moment -> requests.creation().create(type, body.copy(), target, options, moment))
        .thenApply(outcome -> reply(request, type, Subresource.NONE, outcome));
  }

  private CompletableFuture<ApiReply> replace(
      ApiRequest request, ResourcePath path, ResourceType type, Subresource subresource) {
    WriteOptions options = Options.of(request, "UpdateOptions", false);
    boolean scale = subresource == Subresource.SCALE;
    if (subresource == Subresource.NONE && BuiltIns.createsOnUpdate(type)) {
      return replaceOrCreate(request, path, type, options);
    }
    if (scale) {
      return replaceScale(request, path, type, options);
    }
    Body body = Bodies.object(request, type);
    requireLive(type, path, body, options);
    return objects
        .change(
            type,
            path.namespace(),
            path.name(),
            options.dryRun(),
            (live, moment) ->
                requests.update().replace(type, live, body.copy(), subresource, options, moment))
        .thenApply(outcome -> reply(request, type, subresource, outcome));
  }

  /** A body that cannot be of the object is refused before it is told that there is none. */
  private void requireLive(ResourceType type, ResourcePath path, Body body, WriteOptions options) {
    try {
      objects.get(type, path.namespace(), path.name());
    } catch (ApiException e) {
      requests.update().requireFit(type, body.copy(), path.name(), options);
      throw e;
    }
  }

  private CompletableFuture<ApiReply> replaceScale(
      ApiRequest request, ResourcePath path, ResourceType type, WriteOptions options) {
    ScaleBody body =
        ScaleBody.sent(scaleOf(request), path.namespace(), path.name(), options.validation());
    return objects
        .change(
            type,
            path.namespace(),
            path.name(),
            options.dryRun(),
            (live, moment) -> requests.update().scale(type, live, body, options, moment))
        .thenApply(outcome -> reply(request, type, Subresource.SCALE, outcome));
  }

  private static Body scaleOf(ApiRequest request) {
    try {
      return Bodies.object(request, "Scale");
    } catch (ApiException e) {
      throw e.code() == 400 ? ScaleBody.unreadable() : e;
    }
  }

  /** Some kinds are made by a PUT where there is none. */
  private CompletableFuture<ApiReply> replaceOrCreate(
      ApiRequest request, ResourcePath path, ResourceType type, WriteOptions options) {
    Body body = Bodies.object(request, type);
    String namespace = path.namespace();
    String name = path.name();
    return objects
        .changeOrCreate(
            type,
            namespace,
            name,
            options.dryRun(),
            (live, moment) ->
                live == null
                    ? requests
                        .creation()
                        .create(type, body.copy(), namespace, name, options, moment)
                    : requests
                        .update()
                        .replace(type, live, body.copy(), Subresource.NONE, options, moment))
        .thenApply(outcome -> reply(request, type, Subresource.NONE, outcome));
  }

  private ApiReply reply(
      ApiRequest request, ResourceType type, Subresource subresource, Outcome outcome) {
    JsonNode body =
        subresource == Subresource.SCALE
            ? type.scale().read(outcome.object())
            : rendering(request, type).object(outcome.object());
    int code = outcome.effect() == Outcome.Effect.CREATED ? 201 : 200;
    return ApiReply.json(code, body, outcome.warnings());
  }

  private CompletableFuture<ApiReply> delete(
      ApiRequest request, ResourcePath path, ResourceType type) {
    JsonNode given = Bodies.deleteOptions(request);
    boolean dryRun = Options.dryRun(given);
    Deletion.Options options = Deletion.Options.parse(given);
    if (type.origin() == Origin.DERIVED) {
      return deleteSource(request, path, type, options, dryRun);
    }
    return objects
        .delete(type, path.namespace(), path.name(), dryRun, options)
        .thenApply(outcome -> deleted(request, type, options, outcome));
  }

  private CompletableFuture<ApiReply> deleteSource(
      ApiRequest request,
      ResourcePath path,
      ResourceType type,
      Deletion.Options given,
      boolean dryRun) {
    ObjectNode pod = objects.get(type, path.namespace(), path.name()).object();
    Deletion.Options options = pods.options(path, type, given);
    return objects
        .delete(pods.source(), path.namespace(), path.name(), dryRun, options)
        .thenApply(outcome -> ApiReply.json(200, rendering(request, type).object(pod)));
  }

  private ApiReply deleted(
      ApiRequest request, ResourceType type, Deletion.Options options, Outcome outcome) {
    if (outcome.effect() != Outcome.Effect.REMOVED) {
      int code = options.cascadeAsked() ? 202 : 200;
      return ApiReply.json(code, rendering(request, type).object(outcome.object()));
    }
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    ObjectNode details = status.put("status", "Success").putObject("details");
    details.put("name", Metadata.name(outcome.object()));
    if (!type.group().isEmpty()) {
      details.put("group", type.group());
    }
    details.put("kind", type.plural()).put("uid", Metadata.uid(outcome.object()));
    return ApiReply.json(200, status);
  }

  private CompletableFuture<ApiReply> deleteCollection(
      ApiRequest request, ResourcePath path, ResourceType type) {
    if (type.isNamespace()) {
      throw ApiException.methodNotAllowed();
    }
    if (type.namespaced() && path.namespace().isEmpty()) {
      return CompletableFuture.completedFuture(ApiReply.noSuchPath());
    }
    Selection selection =
        Selection.of(
            type,
            path.namespace(),
            request.parameter("labelSelector"),
            request.parameter("fieldSelector"));
    ReadOptions listed = ReadOptions.of(request, false);
    JsonNode given = Bodies.deleteOptions(request);
    boolean dryRun = Options.dryRun(given);
    Deletion.Options options = Deletion.Options.parse(given);
    return reads
        .chunk(selection, listed)
        .thenCompose(
            chunk ->
                deleteAll(type, chunk, options, dryRun)
                    .thenApply(
                        ignored -> ReadHandler.list(rendering(request, type), chunk, selection)));
  }

  private CompletableFuture<Void> deleteAll(
      ResourceType type, ObjectService.Chunk chunk, Deletion.Options options, boolean dryRun) {
    List<CompletableFuture<?>> deletions = new ArrayList<>();
    for (Entry entry : chunk.entries()) {
      Entry.Address at = entry.address();
      deletions.add(
          objects
              .delete(type, at.namespace(), at.name(), dryRun, options)
              .exceptionally(ResourceHandler::alreadyGone));
    }
    return CompletableFuture.allOf(deletions.toArray(CompletableFuture[]::new));
  }

  private static Outcome alreadyGone(Throwable failure) {
    Throwable cause = WriteQueue.cause(failure);
    if (cause instanceof ApiException e && e.code() == 404) {
      return null;
    }
    throw new CompletionException(cause);
  }

  private Rendering rendering(ApiRequest request, ResourceType type) {
    return new Rendering(
        type, Accept.parse(request.accept()), request.parameter("includeObject"), clock.instant());
  }
}
