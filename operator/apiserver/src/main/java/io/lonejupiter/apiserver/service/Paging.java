package io.lonejupiter.apiserver.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Where a chunked list goes on: an opaque token for the client, made as Kubernetes makes it.
 *
 * @param version of the first chunk, which all chunks show; {@link #ANY} to take what is there now
 * @param start where to go on, relative to what is listed
 */
record Paging(long version, String start) {
  static final long ANY = -1;

  private static final String FORMAT = "meta.k8s.io/v1";

  /** Right behind an object. */
  static Paging behind(long version, String object) {
    return new Paging(version, "/" + object + '\0');
  }

  String token() {
    var json = Json.object().put("v", FORMAT).put("rv", version).put("start", start);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(json));
  }

  /** The position, relative to what is listed. */
  String position() {
    return start.startsWith("/") ? start.substring(1) : start;
  }

  static Paging parse(String token) {
    JsonNode json = json(token);
    if (!json.isObject()) {
      String kind = json.isArray() ? "array" : json.isTextual() ? "string" : "number";
      throw invalid(
          "json: cannot unmarshal " + kind + " into Go value of type storage.continueToken");
    }
    JsonNode version = json.path("rv");
    if (!version.isMissingNode() && !version.isNull() && !version.isIntegralNumber()) {
      throw invalid(
          "json: cannot unmarshal "
              + (version.isTextual() ? "string" : version.isNumber() ? "number" : "object")
              + " into Go struct field continueToken.rv of type int64");
    }
    String format = json.path("v").asText("");
    if (!format.equals(FORMAT)) {
      throw invalid("server does not recognize this encoded version " + format);
    }
    if (version.asLong() == 0) {
      throw invalid("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
    }
    String start = json.path("start").asText("");
    if (start.isEmpty()) {
      throw invalid("encoded start key empty (version meta.k8s.io/v1)");
    }
    if (!isClean(start)) {
      throw invalid(start);
    }
    return new Paging(version.asLong(), start);
  }

  private static JsonNode json(String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw invalid("illegal base64 data at input byte " + firstNonBase64(token));
    }
    try {
      JsonNode json = Json.parse(bytes);
      if (!json.isMissingNode()) {
        return json;
      }
    } catch (IOException e) {
      String text = new String(bytes, StandardCharsets.UTF_8).stripLeading();
      if (!text.isEmpty() && !text.startsWith("{") && !text.startsWith("[")) {
        throw invalid("invalid character '" + text.charAt(0) + "' looking for beginning of value");
      }
    }
    throw invalid("unexpected end of JSON input");
  }

  private static int firstNonBase64(String token) {
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c > 'z' || !Character.isLetterOrDigit(c) && c != '-' && c != '_') {
        return i;
      }
    }
    return token.length();
  }

  /** Whether the position cannot lead out of what is listed. */
  private static boolean isClean(String start) {
    String path = start.startsWith("/") ? start.substring(1) : start;
    return List.of(path.split("/", -1)).stream()
        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  private static ApiException invalid(String why) {
    return ApiException.badRequest("invalid continue token: continue key is not valid: " + why);
  }
}
