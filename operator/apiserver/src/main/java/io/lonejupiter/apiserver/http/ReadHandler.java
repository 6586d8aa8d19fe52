package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.request.Subresource;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.service.Lists;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.service.Selection;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.Entry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Get, list and watch. */
final class ReadHandler {
  /** How long a read waits for a version that has not come yet. */
  static final long WAIT_MILLIS = 3000;

  private final ObjectService objects;
  private final Clock clock;

  ReadHandler(ObjectService objects, Clock clock) {
    this.objects = objects;
    this.clock = clock;
  }

  CompletableFuture<ApiReply> single(
      ApiRequest request, ResourcePath path, ResourceType type, Subresource subresource) {
    Rendering rendering = rendering(request, type);
    if (request.flag("export")) {
      throw ApiException.badRequest(
          "the export parameter, deprecated since v1.14, is no longer supported");
    }
    String version = request.parameter("resourceVersion");
    String error = ReadOptions.versionError(version);
    if (!error.isEmpty()) {
      throw new ApiException(500, "", error, null);
    }
    return once(
        version,
        () -> {
          ObjectNode object =
              ObjectService.served(type, objects.get(type, path.namespace(), path.name()));
          if (subresource == Subresource.SCALE && !type.scale().isSet(object)) {
            throw ApiException.internalBecause(
                "the spec replicas field \"" + type.scale().shown() + "\" does not exist");
          }
          return subresource == Subresource.SCALE
              ? ApiReply.json(200, type.scale().read(object))
              : ApiReply.json(200, rendering.object(object));
        });
  }

  CompletableFuture<ApiReply> collection(ApiRequest request, ResourcePath path, ResourceType type) {
    Rendering rendering = rendering(request, type);
    String labels = request.parameter("labelSelector");
    String fields = request.parameter("fieldSelector");
    Selection.check(labels, fields);
    ReadOptions options = ReadOptions.of(request, path.watch() || request.flag("watch"));
    if (!path.name().isEmpty()) {
      fields = (fields.isEmpty() ? "" : fields + ",") + "metadata.name=" + path.name();
    }
    Selection selection = Selection.of(type, path.namespace(), labels, fields);
    String error = ReadOptions.versionError(options.version());
    if (options.watch()) {
      if (!error.isEmpty()) {
        throw new ApiException(500, "", error, null);
      }
      return CompletableFuture.completedFuture(
          new ApiReply.Watch(WatchSpec.of(options, selection, rendering)));
    }
    return list(rendering, selection, options);
  }

  private CompletableFuture<ApiReply> list(
      Rendering rendering, Selection selection, ReadOptions options) {
    return chunk(selection, options).thenApply(chunk -> list(rendering, chunk, selection));
  }

  /**
   * What a list answers.
   *
   * @throws ApiException 400 or 410
   */
  CompletableFuture<ObjectService.Chunk> chunk(Selection selection, ReadOptions options) {
    String error = ReadOptions.versionError(options.version());
    if (!error.isEmpty()) {
      throw ApiException.badRequest("invalid resource version: " + error);
    }
    Lists lists = objects.lists();
    long limit = options.version().equals("0") ? 0 : options.limit();
    if (!options.token().isEmpty()) {
      return CompletableFuture.completedFuture(next(lists, selection, options, limit));
    }
    return once(
        options.version(),
        () ->
            options.exact()
                ? lists.at(selection, options.versionNumber(), limit)
                : lists.now(selection, limit));
  }

  private static ObjectService.Chunk next(
      Lists lists, Selection selection, ReadOptions options, long limit) {
    ObjectService.Chunk chunk = lists.next(selection, options.token(), limit);
    if (options.versionNumber() != 0) {
      throw ApiException.badRequest(
          "specifying resource version is not allowed when using continue");
    }
    return chunk;
  }

  /** Answers once the version is there, or that it does not come. */
  private <T> CompletableFuture<T> once(String version, Supplier<T> answer) {
    long awaited = version.isEmpty() ? 0 : number(version);
    if (awaited <= objects.image().version()) {
      return CompletableFuture.completedFuture(answer.get());
    }
    return objects
        .image()
        .reached(awaited)
        .copy()
        .completeOnTimeout(null, WAIT_MILLIS, TimeUnit.MILLISECONDS)
        .thenApplyAsync(
            ignored -> {
              objects.lists().requireReached(awaited, version);
              return answer.get();
            });
  }

  private static long number(String version) {
    long number = Long.parseUnsignedLong(version);
    return number < 0 ? Long.MAX_VALUE : number;
  }

  private Rendering rendering(ApiRequest request, ResourceType type) {
    return new Rendering(
        type, Accept.parse(request.accept()), request.parameter("includeObject"), clock.instant());
  }

  /** A list as an answer; where it can, from the bytes as they are kept. */
  static ApiReply list(Rendering rendering, ObjectService.Chunk chunk, Selection selection) {
    ResourceType type = rendering.type();
    ObjectNode metadata = Json.object();
    metadata.put("resourceVersion", Long.toString(chunk.version()));
    if (!chunk.next().isEmpty()) {
      metadata.put("continue", chunk.next());
      if (selection.everything()) {
        metadata.put("remainingItemCount", chunk.remaining());
      }
    } else if (type.isCustom()) {
      metadata.put("continue", "");
    }
    if (rendering.accept().form() == Accept.Form.OBJECT) {
      return new ApiReply.Body(
          200, "application/json", plain(type, chunk.entries(), metadata), List.of());
    }
    List<ObjectNode> served = new ArrayList<>();
    for (Entry entry : chunk.entries()) {
      served.add(ObjectService.served(type, entry));
    }
    return ApiReply.json(200, rendering.list(served, metadata));
  }

  private static byte[] plain(ResourceType type, List<Entry> entries, ObjectNode metadata) {
    PlainJson plain = PlainJson.of(type);
    int size = 1024;
    for (Entry entry : entries) {
      size += entry.json().length + 1;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(size);
    ObjectNode head = Json.object();
    head.put("kind", type.naming().listKind()).put("apiVersion", type.apiVersion());
    head.set("metadata", metadata);
    byte[] opening = Json.bytes(head);
    out.write(opening, 0, opening.length - 1);
    out.writeBytes(",\"items\":[".getBytes(StandardCharsets.UTF_8));
    boolean first = true;
    for (Entry entry : entries) {
      if (!first) {
        out.write(',');
      }
      first = false;
      if (plain.fits(entry)) {
        plain.write(entry, type.isCustom(), out);
      } else {
        ObjectNode object = ObjectService.served(type, entry);
        out.writeBytes(Json.bytes(type.isCustom() ? object : Rendering.untyped(object)));
      }
    }
    out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }
}
