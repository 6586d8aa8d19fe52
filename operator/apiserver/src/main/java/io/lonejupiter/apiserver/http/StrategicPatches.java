package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.builtin.BuiltIns;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.object.StrategicMergePatch;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import io.lonejupiter.apiserver.typed.TypedJson;
import java.io.IOException;
import java.util.List;

/** Strategic merge patches of built-in kinds: what they say and what they lead to. Pure. */
final class StrategicPatches {
  private StrategicPatches() {}

  /**
   * The document of a patch.
   *
   * @throws ApiException 400
   */
  static ObjectNode read(byte[] body) {
    try {
      JsonNode patch = Json.parse(body);
      if (patch instanceof ObjectNode object) {
        return object;
      }
      String kind =
          patch.isMissingNode()
              ? "unexpected end of JSON input"
              : "json: cannot unmarshal "
                  + TypedJson.kind(patch)
                  + " into Go value of type map[string]interface {}";
      throw ApiException.badRequest(kind);
    } catch (IOException e) {
      throw ApiException.badRequest(
          "error decoding patch: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  /**
   * The patched object. What it is cannot be changed by a patch, so that is not looked at.
   *
   * @throws ApiException 422 for a value of a wrong type
   */
  static ObjectNode apply(ResourceType type, ObjectNode live, ObjectNode patch) {
    ObjectNode followed = patch.deepCopy();
    ObjectNode patched = StrategicMergePatch.apply(live, followed);
    if (Metadata.name(patched).isEmpty()) {
      throw ApiException.badRequest(
          "the name of the object ("
              + Metadata.name(live)
              + " based on URL) was undeterminable: name must be provided");
    }
    patched.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    if (BuiltIns.isTyped(type)) {
      try {
        TypedJson.convert(patched, type.apiVersion(), type.kind());
      } catch (IOException e) {
        throw ApiException.invalid(
            new ApiException.Subject("", "", ""),
            List.of(
                FieldError.invalid("patch", StrategicMergePatch.plain(followed), e.getMessage())));
      }
    }
    return patched;
  }
}
