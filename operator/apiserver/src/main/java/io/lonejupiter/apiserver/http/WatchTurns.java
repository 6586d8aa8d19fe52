package io.lonejupiter.apiserver.http;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.impl.ContextInternal;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets the watches of an event loop go on in the order in which they asked for it, a few at a time.
 * In between the loop does what else has come: a change that a thousand watches wait for must not
 * keep its writer waiting for the answer. Safe on all threads.
 */
final class WatchTurns {
  private static final int AT_ONCE = 16;

  private final Map<EventLoop, Line> lines = new ConcurrentHashMap<>();

  /** Those who wait on one event loop. */
  private static final class Line {
    private final EventLoop loop;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean underWay = new AtomicBoolean();

    Line(EventLoop loop) {
      this.loop = loop;
    }

    void join(Runnable turn) {
      waiting.add(turn);
      move();
    }

    private void move() {
      if (underWay.compareAndSet(false, true)) {
        loop.execute(this::some);
      }
    }

    private void some() {
      for (int i = 0; i < AT_ONCE && !waiting.isEmpty(); i++) {
        waiting.remove().run();
      }
      underWay.set(false);
      if (!waiting.isEmpty()) {
        move();
      }
    }
  }

  /**
   * What asks for a turn; each time it is run there is one.
   *
   * @param turn is run on the event loop of the context
   */
  Runnable of(Context context, Runnable turn) {
    ContextInternal internal = (ContextInternal) context;
    Line line = lines.computeIfAbsent(internal.nettyEventLoop(), Line::new);
    // An exception goes to the context's handler, and the line moves on.
    Runnable dispatched = () -> internal.dispatch(ignored -> turn.run());
    return () -> line.join(dispatched);
  }
}
