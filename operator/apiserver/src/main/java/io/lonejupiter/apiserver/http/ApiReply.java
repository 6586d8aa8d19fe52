package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;

/** What a request is answered with. */
sealed interface ApiReply {

  /**
   * A whole answer.
   *
   * @param retryAfter seconds after which to try again; 0 for none
   */
  record Body(
      int code,
      String contentType,
      byte[] content,
      List<String> warnings,
      boolean isGzipped,
      int retryAfter)
      implements ApiReply {

    Body(int code, String contentType, byte[] content, List<String> warnings) {
      this(code, contentType, content, warnings, false, 0);
    }

    Body with(String type, byte[] other) {
      return new Body(code, type, other, warnings, isGzipped, retryAfter);
    }

    Body gzipped(byte[] compressed) {
      return new Body(code, contentType, compressed, warnings, true, retryAfter);
    }
  }

  /**
   * A document that clients may keep. With an {@code ETag} among the headers, one that the client
   * has already is not sent again.
   */
  record Document(int code, String contentType, byte[] content, Map<String, String> headers)
      implements ApiReply {}

  /** A stream of changes. */
  record Watch(WatchSpec spec) implements ApiReply {}

  /** A text that comes bit by bit. */
  record Log(Flow.Publisher<ByteBuffer> text) implements ApiReply {}

  static ApiReply json(int code, JsonNode body) {
    return json(code, body, List.of());
  }

  static ApiReply json(int code, JsonNode body, List<String> warnings) {
    return new Body(code, "application/json", Json.bytes(body), warnings);
  }

  static ApiReply text(int code, String text) {
    return new Body(
        code, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), List.of());
  }

  /** For paths that lead nowhere. */
  static ApiReply noSuchPath() {
    return text(404, "404 page not found\n");
  }

  static ApiReply failure(ApiException e) {
    ObjectNode status = e.toStatus();
    int retryAfter = status.path("details").path("retryAfterSeconds").asInt();
    return new Body(
        e.code(), "application/json", Json.bytes(status), e.warnings(), false, retryAfter);
  }
}
