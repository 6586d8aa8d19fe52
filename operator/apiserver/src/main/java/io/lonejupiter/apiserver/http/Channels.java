package io.lonejupiter.apiserver.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** What Vert.x offers for connections only by its own classes. */
final class Channels {
  private Channels() {}

  /**
   * Closes the socket now, past TLS and HTTP. {@link HttpConnection#close} and the channel wait
   * until everything is written, which a peer that does not read never allows.
   */
  static void cut(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      base.channel().pipeline().firstContext().close();
    } else {
      connection.close();
    }
  }
}
