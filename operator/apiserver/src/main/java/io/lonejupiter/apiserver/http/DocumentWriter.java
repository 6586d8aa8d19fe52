package io.lonejupiter.apiserver.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Sends documents that clients may keep. */
final class DocumentWriter {
  private DocumentWriter() {}

  /**
   * Sends it.
   *
   * @param sent called once it is on its way, or the client is gone
   */
  static void write(HttpServerRequest request, ApiReply.Document document, Runnable sent) {
    HttpServerResponse response = request.response();
    document.headers().forEach(response::putHeader);
    if (isKnown(request.getHeader("If-None-Match"), document.headers().get("ETag"))) {
      response.setStatusCode(304).end().onComplete(ignored -> sent.run());
      return;
    }
    response.setStatusCode(document.code());
    if (!document.contentType().isEmpty()) {
      response.putHeader("Content-Type", document.contentType());
    }
    response.end(Buffer.buffer(document.content())).onComplete(ignored -> sent.run());
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
