package io.lonejupiter.apiserver.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Sends documents that clients may keep. */
final class DocumentWriter {
  private DocumentWriter() {}

  static void write(HttpServerRequest request, ApiReply.Document document) {
    HttpServerResponse response = request.response();
    document.headers().forEach(response::putHeader);
    if (isKnown(request.getHeader("If-None-Match"), document.headers().get("ETag"))) {
      response.setStatusCode(304).end();
      return;
    }
    response.setStatusCode(document.code());
    if (!document.contentType().isEmpty()) {
      response.putHeader("Content-Type", document.contentType());
    }
    response.end(Buffer.buffer(document.content()));
  }

  private static boolean isKnown(String known, String tag) {
    if (known == null || tag == null) {
      return false;
    }
    for (String each : known.split(",")) {
      String plain = each.strip().replaceFirst("^W/", "");
      if (plain.equals(tag) || plain.equals("*")) {
        return true;
      }
    }
    return false;
  }
}
