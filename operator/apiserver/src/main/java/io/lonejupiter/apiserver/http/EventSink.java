package io.lonejupiter.apiserver.http;

import io.vertx.core.buffer.Buffer;

/** Where the events of a watch go: one client. Used on the event loop of its connection only. */
interface EventSink {

  /** Must be called first; the runnables are called on the event loop. */
  void open(Runnable onDrained, Runnable onGone);

  /** Whether the client has not yet read what was sent before. */
  boolean full();

  /** Sends one event: JSON with a line break behind it. */
  void send(Buffer event);

  /** Ends the stream as agreed. */
  void end();

  /** Cuts the stream off; what is unsent is lost. */
  void cut();
}
