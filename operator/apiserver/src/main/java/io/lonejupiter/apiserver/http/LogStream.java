package io.lonejupiter.apiserver.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * Sends one client a text that comes bit by bit. The next part is asked for only when the
 * connection has room, so that a slow client holds up its source and nothing is piled up here. All
 * state is touched on the event loop of the connection only.
 */
final class LogStream implements Flow.Subscriber<ByteBuffer> {
  /** HTTP/2's code for it; over HTTP/1.1 the connection is cut. */
  private static final long INTERNAL_ERROR = 2;

  private final Context context;
  private final HttpServerResponse response;
  private Flow.Subscription source;
  private boolean closed;

  /** A part was written and the next one is not asked for yet. */
  private boolean written;

  LogStream(Vertx vertx, HttpServerResponse response) {
    this.context = vertx.getOrCreateContext();
    this.response = response;
  }

  /** Must be called on the event loop of the connection. */
  void start(Flow.Publisher<ByteBuffer> text) {
    response.setChunked(true).setStatusCode(200).putHeader("Content-Type", "text/plain");
    response.putHeader("Cache-Control", "no-cache, private");
    response.closeHandler(ignored -> close());
    response.exceptionHandler(ignored -> close());
    response.drainHandler(ignored -> more());
    response.writeHead();
    text.subscribe(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    context.runOnContext(
        ignored -> {
          source = subscription;
          if (closed) {
            source.cancel();
          } else {
            source.request(1);
          }
        });
  }

  @Override
  public void onNext(ByteBuffer text) {
    context.runOnContext(
        ignored -> {
          if (!closed) {
            byte[] bytes = new byte[text.remaining()];
            text.get(bytes);
            response.write(Buffer.buffer(bytes));
            written = true;
            more();
          }
        });
  }

  private void more() {
    if (!closed && written && !response.writeQueueFull()) {
      written = false;
      source.request(1);
    }
  }

  /** The client is told in the text, since the answer has begun, and by its broken end. */
  @Override
  public void onError(Throwable failure) {
    context.runOnContext(
        ignored -> {
          if (!closed) {
            closed = true;
            Buffer text = Buffer.buffer(failure.getMessage() + "\n");
            response.write(text).onComplete(sent -> response.reset(INTERNAL_ERROR));
          }
        });
  }

  @Override
  public void onComplete() {
    context.runOnContext(
        ignored -> {
          if (!closed) {
            closed = true;
            response.end();
          }
        });
  }

  private void close() {
    if (!closed) {
      closed = true;
      if (source != null) {
        source.cancel();
      }
    }
  }
}
