package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow;

/** What a request is answered with. */
sealed interface ApiReply {

  /** A whole answer. */
  record Body(int code, String contentType, byte[] content, List<String> warnings)
      implements ApiReply {}

  /** A stream of changes. */
  record Watch(WatchSpec spec) implements ApiReply {}

  /** A text that comes bit by bit. */
  record Log(Flow.Publisher<ByteBuffer> text) implements ApiReply {}

  /** Nothing, and the connection ends: what clients that want a WebSocket fall back from. */
  record Hangup() implements ApiReply {}

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
    return json(e.code(), e.toStatus(), e.warnings());
  }
}
