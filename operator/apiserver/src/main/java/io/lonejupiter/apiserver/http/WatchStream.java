package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.service.Selection;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.Entry;
import io.lonejupiter.apiserver.storage.Event;
import io.lonejupiter.apiserver.storage.Link;
import io.lonejupiter.apiserver.storage.ObjectImage;
import io.lonejupiter.apiserver.storage.Tree;
import io.lonejupiter.apiserver.storage.Watcher;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one client the changes it watches.
 *
 * <ol>
 *   <li>The objects as they are, if wanted: a part is rendered on a worker, sent, and only when the
 *       client has read it, the next.
 *   <li>Then it follows the chain of changes, link by link, as fast as the client reads. Nothing
 *       waits for the client but the chain, which is there for all.
 *   <li>A client whose link has left the history is dropped: it will list again.
 * </ol>
 *
 * All state is touched on the event loop of the connection only; the publisher merely wakes.
 */
final class WatchStream implements Watcher {
  private static final Logger LOG = LoggerFactory.getLogger(WatchStream.class);
  private static final long BOOKMARK_MILLIS = 60_000;
  private static final long LAST_BOOKMARK_MILLIS = 2_000;

  /** How many objects or changes are dealt with before others on the event loop have their turn. */
  private static final int STRIDE = 100;

  private final Vertx vertx;
  private final Context context;
  private final Runnable ask;
  private final EventSink sink;
  private final ObjectImage image;
  private final Selection selection;
  private final WatchSpec spec;
  private final Clock clock;
  private final SharedEvents events;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final ArrayDeque<Buffer> rendered = new ArrayDeque<>();
  private Runnable unsubscribe = () -> {};
  private volatile Link position;
  private long from;
  private Tree initial;
  private int initialAt;
  private int initialEnd;
  private boolean rendering;
  private boolean bookmarkDue;
  private long bookmarkTimer = -1;
  private long lastBookmarkTimer = -1;
  private long endTimer = -1;
  private boolean sentFirst;
  private boolean finishing;
  private boolean closed;

  /** Must be called on the event loop of the connection. */
  WatchStream(
      Vertx vertx,
      WatchTurns turns,
      EventSink sink,
      ObjectImage image,
      WatchSpec spec,
      Clock clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.ask = turns.of(context, this::goOn);
    this.sink = sink;
    this.image = image;
    this.selection = spec.selection();
    this.spec = spec;
    this.clock = clock;
    this.events = new SharedEvents(selection, spec.rendering());
  }

  /** Must be called on the event loop of the connection. */
  void start() {
    sink.open(this::pump, this::close);
    long millis = TimeUnit.SECONDS.toMillis(spec.timeoutSeconds());
    endTimer = vertx.setTimer(millis, ignored -> end());
    if (spec.bookmarks()) {
      bookmarkTimer = vertx.setPeriodic(BOOKMARK_MILLIS, ignored -> bookmark());
      if (millis > LAST_BOOKMARK_MILLIS) {
        lastBookmarkTimer = vertx.setTimer(millis - LAST_BOOKMARK_MILLIS, ignored -> bookmark());
      }
    }
    if (spec.initialState() && spec.since() > image.version()) {
      image
          .reached(spec.since())
          .copy()
          .completeOnTimeout(null, ReadHandler.WAIT_MILLIS, TimeUnit.MILLISECONDS)
          .thenRun(() -> context.runOnContext(ignored -> begin()));
    } else {
      begin();
    }
  }

  private void begin() {
    if (closed) {
      return;
    }
    String collection = selection.type().storedAs();
    unsubscribe = image.watch(collection, selection.namespace(), this);
    try {
      ObjectImage.State state = image.state();
      if (spec.initialState()) {
        if (spec.since() > state.version()) {
          throw ApiException.versionTooLarge(spec.version(), state.version());
        }
        begin(state.collection(collection), state.version());
        initial = position.objects();
        initialAt = initial.rank(selection.prefix());
        initialEnd = initialAt + selection.size(initial);
      } else if (spec.since() == 0) {
        begin(state.collection(collection), state.version());
      } else {
        begin(image.at(collection, spec.since()), spec.since());
      }
    } catch (ApiException e) {
      sink.send(SharedEvents.buffer("ERROR", Json.bytes(e.toStatus())));
      end();
      return;
    }
    pump();
  }

  private void begin(Link link, long version) {
    position = link;
    from = version;
  }

  @Override
  public Link position() {
    return position;
  }

  @Override
  public void wake() {
    if (woken.compareAndSet(false, true)) {
      ask.run();
    }
  }

  private void goOn() {
    woken.set(false);
    pump();
  }

  @Override
  public void finish() {
    context.runOnContext(
        ignored -> {
          finishing = true;
          pump();
        });
  }

  @Override
  public void drop() {
    context.runOnContext(
        ignored -> {
          if (!closed) {
            LOG.warn("a watch of {} did not keep up and is cut off", selection.type().storedAs());
            close();
            sink.cut();
          }
        });
  }

  /** Sends what there is and what the client takes; called again when either changes. */
  private void pump() {
    if (closed || position == null) {
      return;
    }
    while (!rendered.isEmpty() && !sink.full()) {
      sink.send(rendered.poll());
    }
    if (!rendered.isEmpty() || rendering) {
      return;
    }
    if (initial != null) {
      renderInitial();
      return;
    }
    long limit = image.version();
    Link next = position.next();
    for (int i = 0; next != null && next.version() <= limit && !sink.full(); i++) {
      if (i == STRIDE) {
        wake();
        return;
      }
      position = next;
      if (next.version() > from) {
        deliver(next);
      }
      next = next.next();
    }
    boolean allSent = next == null || next.version() > limit;
    if (bookmarkDue && !sink.full() && allSent) {
      bookmarkDue = false;
      sendBookmark(Math.max(limit, from), false);
    }
    if (finishing && allSent) {
      end();
    }
  }

  private void renderInitial() {
    if (initialAt >= initialEnd) {
      initial = null;
      if (spec.bookmarks()) {
        sendBookmark(from, true);
      }
      pump();
      return;
    }
    List<Entry> part = initial.slice(initialAt, Math.min(initialEnd, initialAt + STRIDE));
    initialAt += part.size();
    rendering = true;
    boolean first = !sentFirst;
    vertx
        .executeBlocking(() -> events.added(part, first, clock.instant()), false)
        .onSuccess(
            buffers -> {
              rendering = false;
              sentFirst |= !buffers.isEmpty();
              rendered.addAll(buffers);
              pump();
            })
        .onFailure(ignored -> drop());
  }

  private void deliver(Link link) {
    Event event = link.event();
    if (!selection.covers(event.address())) {
      return;
    }
    boolean was = selection.selects(event.before());
    boolean is = selection.selects(event.after());
    if (was || is) {
      String type = is ? was ? "MODIFIED" : "ADDED" : "DELETED";
      sink.send(events.of(link, type, !sentFirst, clock.instant()));
      sentFirst = true;
    }
  }

  private void bookmark() {
    bookmarkDue = true;
    pump();
  }

  private void sendBookmark(long version, boolean initialEnd) {
    ObjectNode object = Json.object();
    object.put("kind", selection.type().kind()).put("apiVersion", selection.type().apiVersion());
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(version));
    if (initialEnd) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    sink.send(events.rendered("BOOKMARK", object, !sentFirst, clock.instant()));
    sentFirst = true;
  }

  private void end() {
    if (!closed) {
      close();
      sink.end();
    }
  }

  private void close() {
    closed = true;
    position = null;
    initial = null;
    rendered.clear();
    unsubscribe.run();
    vertx.cancelTimer(endTimer);
    vertx.cancelTimer(bookmarkTimer);
    vertx.cancelTimer(lastBookmarkTimer);
  }
}
