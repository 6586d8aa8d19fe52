package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.request.Body;
import io.lonejupiter.apiserver.request.Outcome;
import io.lonejupiter.apiserver.request.Patch;
import io.lonejupiter.apiserver.request.Requests;
import io.lonejupiter.apiserver.request.ScaleBody;
import io.lonejupiter.apiserver.request.Subresource;
import io.lonejupiter.apiserver.request.WriteOptions;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.concurrent.CompletableFuture;

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
    boolean strategic = request.contentType().equals(Bodies.STRATEGIC_PATCH) && !type.isCustom();
    if (!isApply
        && !strategic
        && !request.contentType().equals(Bodies.JSON_PATCH)
        && !request.contentType().equals(Bodies.MERGE_PATCH)) {
      throw unsupported(!type.isCustom());
    }
    WriteOptions options = Options.of(request, "PatchOptions", isApply);
    if (isApply) {
      return apply(request, path, type, subresource, options);
    }
    byte[] text = request.body();
    boolean jsonPatch = request.contentType().equals(Bodies.JSON_PATCH);
    return objects.change(
        type,
        path.namespace(),
        path.name(),
        options.dryRun(),
        (live, moment) -> {
          boolean scale = subresource == Subresource.SCALE;
          ObjectNode target = scale ? type.scale().target(live) : live;
          if (strategic) {
            Body body = StrategicPatches.apply(type, live, StrategicPatches.read(text));
            return requests.update().patch(type, live, body, subresource, options, moment);
          }
          Patch.Patched patched =
              jsonPatch
                  ? Patch.json(target, text, options.validation())
                  : Patch.merged(target, text, options.validation());
          return scale
              ? requests
                  .update()
                  .scale(
                      type,
                      live,
                      ScaleBody.patched(
                          body(patched), path.namespace(), path.name(), options.validation()),
                      options,
                      moment)
              : requests.update().patch(type, live, body(patched), subresource, options, moment);
        });
  }

  private static Body body(Patch.Patched patched) {
    JsonNode result = patched.result();
    return Patch.asObject(result)
        .map(object -> new Body(object, patched.text(), "", patched.complaints()))
        .orElseThrow(() -> Patch.notAnObject(result));
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
      ApiRequest request,
      ResourcePath path,
      ResourceType type,
      Subresource subresource,
      WriteOptions options) {
    Body applied = Bodies.applied(request);
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
                    applied.copy(),
                    path.namespace(),
                    path.name(),
                    subresource,
                    options,
                    moment));
  }
}
