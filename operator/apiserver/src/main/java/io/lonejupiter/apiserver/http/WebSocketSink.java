package io.lonejupiter.apiserver.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;

/**
 * A watch over a WebSocket (RFC 6455), one event a text message. What the client sends is of no
 * interest. Like in Kubernetes, a subprotocol changes nothing: JSON is text already.
 */
record WebSocketSink(ServerWebSocket socket, HttpConnection connection, Runnable whenClosed)
    implements EventSink {
  private static final short NORMAL_CLOSURE = 1000;

  @Override
  public void open(Runnable onDrained, Runnable onGone) {
    socket.closeHandler(
        ignored -> {
          onGone.run();
          whenClosed.run();
        });
    socket.exceptionHandler(ignored -> onGone.run());
    socket.drainHandler(ignored -> onDrained.run());
    socket.handler(ignored -> {});
  }

  @Override
  public boolean full() {
    return socket.writeQueueFull();
  }

  @Override
  public void send(Buffer event) {
    socket.writeTextMessage(event.toString());
  }

  @Override
  public void end() {
    socket.close(NORMAL_CLOSURE);
  }

  /** Without the closing handshake, as the peer does not read. */
  @Override
  public void cut() {
    Channels.cut(connection);
  }
}
