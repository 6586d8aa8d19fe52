package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.JsonPatch;
import io.lonejupiter.apiserver.object.MergePatch;
import io.lonejupiter.apiserver.request.Outcome;
import io.lonejupiter.apiserver.request.Requests;
import io.lonejupiter.apiserver.request.Subresource;
import io.lonejupiter.apiserver.request.WriteOptions;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** PATCH in its four content types. */
final class PatchHandler {
  private final ObjectService objects;
  private final Requests requests;

  PatchHandler(ObjectService objects, Requests requests) {
    this.objects = objects;
    this.requests = requests;
  }

  CompletableFuture<Outcome> patch(
      ApiRequest request, ResourcePath path, ResourceType type, Subresource subresource) {
    boolean isApply = request.contentType().equals(Bodies.APPLY_PATCH);
    if (isApply && subresource != Subresource.SCALE) {
      return apply(request, path, type, subresource);
    }
    UnaryOperator<JsonNode> patch = patch(request, type);
    WriteOptions options = Options.of(request, "PatchOptions", false);
    return objects.change(
        type,
        path.namespace(),
        path.name(),
        options.dryRun(),
        (live, moment) ->
            requests
                .update()
                .update(
                    type,
                    live,
                    patched(type, live, subresource, patch),
                    List.of(),
                    subresource,
                    true,
                    options,
                    moment));
  }

  private static ObjectNode patched(
      ResourceType type, ObjectNode live, Subresource subresource, UnaryOperator<JsonNode> patch) {
    boolean scale = subresource == Subresource.SCALE;
    JsonNode result = patch.apply(scale ? type.scale().read(live) : live);
    if (!(result instanceof ObjectNode object)) {
      throw ApiException.badRequest("the patch does not lead to an object");
    }
    return scale ? type.scale().write(live, object) : object;
  }

  private static UnaryOperator<JsonNode> patch(ApiRequest request, ResourceType type) {
    boolean builtIn = !type.isCustom();
    switch (request.contentType()) {
      case Bodies.JSON_PATCH -> {
        JsonNode operations = Bodies.patch(request);
        return live -> JsonPatch.apply(live, operations);
      }
      case Bodies.MERGE_PATCH -> {
        JsonNode changes = changes(request);
        return live -> MergePatch.apply(live, changes);
      }
      case Bodies.STRATEGIC_PATCH -> {
        if (builtIn) {
          ObjectNode changes = StrategicPatches.read(request.body());
          return live -> StrategicPatches.apply(type, (ObjectNode) live, changes);
        }
        throw unsupported(false);
      }
      default -> throw unsupported(builtIn);
    }
  }

  private static JsonNode changes(ApiRequest request) {
    JsonNode patch = Bodies.patch(request);
    if (!patch.isObject()) {
      throw ApiException.badRequest("error decoding patch: a merge patch is an object");
    }
    return patch;
  }

  private static ApiException unsupported(boolean builtIn) {
    return ApiException.unsupportedMediaType(
        Bodies.JSON_PATCH
            + ", "
            + Bodies.MERGE_PATCH
            + (builtIn ? ", " + Bodies.STRATEGIC_PATCH : "")
            + ", "
            + Bodies.APPLY_PATCH);
  }

  private CompletableFuture<Outcome> apply(
      ApiRequest request, ResourcePath path, ResourceType type, Subresource subresource) {
    WriteOptions options = Options.of(request, "PatchOptions", true);
    ObjectNode applied = Bodies.applied(request);
    return objects.changeOrCreate(
        type,
        path.namespace(),
        path.name(),
        options.dryRun(),
        (live, moment) ->
            requests
                .apply()
                .apply(
                    type,
                    live,
                    applied.deepCopy(),
                    path.namespace(),
                    path.name(),
                    subresource,
                    options,
                    moment));
  }
}
