package io.lonejupiter.apiserver.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** A watch as the body of an HTTP answer, one event a line. */
record ChunkedSink(HttpServerRequest request, HttpServerResponse response) implements EventSink {
  @Override
  public void open(Runnable onDrained, Runnable onGone) {
    response
        .setChunked(true)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-cache, private");
    response.closeHandler(ignored -> onGone.run());
    response.exceptionHandler(ignored -> onGone.run());
    response.drainHandler(ignored -> onDrained.run());
    response.writeHead();
  }

  @Override
  public boolean full() {
    return response.writeQueueFull();
  }

  @Override
  public void send(Buffer event) {
    response.write(event);
  }

  @Override
  public void end() {
    response.end();
  }

  @Override
  public void cut() {
    if (request.version() == HttpVersion.HTTP_2) {
      response.reset();
    } else {
      Channels.cut(request.connection());
    }
  }
}
