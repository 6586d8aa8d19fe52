package io.lonejupiter.apiserver.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** What Vert.x offers for connections only by its own classes. */
final class Channels {
  private Channels() {}

  /**
   * Closes the channel now. {@link HttpConnection#close} waits until everything is written, which a
   * peer that does not read never allows.
   */
  static void cut(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      base.channel().close();
    } else {
      connection.close();
    }
  }
}
