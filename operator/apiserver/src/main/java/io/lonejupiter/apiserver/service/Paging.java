package io.lonejupiter.apiserver.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import java.io.IOException;
import java.util.Base64;

/**
 * Where a chunked list goes on: an opaque token for the client.
 *
 * @param version of the first chunk; later ones carry it, too
 * @param after the last position handed out
 */
record Paging(long version, String after) {

  String token() {
    var json = Json.object().put("v", "meta.k8s.io/v1").put("rv", version).put("start", after);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(json));
  }

  static Paging parse(String token, String namespace) {
    try {
      JsonNode json = Json.parse(Base64.getUrlDecoder().decode(token));
      String after = json.path("start").asText("");
      if (!namespace.isEmpty() && !after.startsWith(namespace + "/")) {
        throw ApiException.badRequest("continue key is not valid: it is of another list");
      }
      return new Paging(json.path("rv").asLong(), after);
    } catch (IOException | IllegalArgumentException e) {
      throw ApiException.badRequest("continue key is not valid: " + e.getMessage());
    }
  }
}
