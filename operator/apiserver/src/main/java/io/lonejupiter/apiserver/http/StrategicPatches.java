package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.builtin.BuiltIns;
import io.lonejupiter.apiserver.object.JsonReader;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.object.StrategicMergePatch;
import io.lonejupiter.apiserver.request.Body;
import io.lonejupiter.apiserver.request.BodyRules;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.text.GoText;
import io.lonejupiter.apiserver.typed.DefinitionTypes;
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
      JsonNode patch = JsonReader.read(body).root();
      if (patch instanceof ObjectNode object) {
        return object;
      }
      throw ApiException.badRequest(
          "json: cannot unmarshal "
              + JsonReader.kind(patch)
              + " into Go value of type map[string]interface {}");
    } catch (IOException e) {
      throw ApiException.badRequest(e.getMessage());
    }
  }

  /**
   * The patched object. What it is cannot be changed by a patch, so that is not looked at. Errors
   * quote what is left of the patch once it was followed.
   *
   * @throws ApiException 400, 422 or 500
   */
  static Body apply(ResourceType type, ObjectNode live, ObjectNode patch) {
    ObjectNode patched = StrategicMergePatch.apply(live, patch);
    if (Metadata.name(patched).isEmpty() && !patched.path("metadata").isTextual()) {
      throw ApiException.badRequest(
          "the name of the object ("
              + Metadata.name(live)
              + " based on URL) was undeterminable: name must be provided");
    }
    patched.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    String shown = GoText.plain(patch);
    try {
      if (BuiltIns.isTyped(type)) {
        TypedJson.convert(patched, type.apiVersion(), type.kind());
      } else if (type.isDefinition()) {
        DefinitionTypes.convert(patched);
      }
    } catch (IOException e) {
      throw BodyRules.badPatch(shown, e.getMessage());
    }
    return new Body(patched, shown, "", List.of());
  }
}
