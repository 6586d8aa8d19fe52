package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.service.Selection;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.Entry;
import io.lonejupiter.apiserver.storage.Event;
import io.lonejupiter.apiserver.storage.ObjectImage;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.ArrayDeque;

/**
 * Sends one client the changes it watches. All state is touched on the event loop of the connection
 * only; the image's publisher merely hands events over. A client that does not read is dropped once
 * too much is waiting for it: it will list again.
 */
final class WatchStream {
  private static final int MAX_WAITING = 20_000;
  private static final long BOOKMARK_MILLIS = 60_000;

  private final Vertx vertx;
  private final Context context;
  private final EventSink sink;
  private final ObjectImage image;
  private final Selection selection;
  private final WatchSpec spec;
  private final Clock clock;
  private final ArrayDeque<Buffer> waiting = new ArrayDeque<>();
  private Runnable unsubscribe = () -> {};
  private long bookmarkTimer = -1;
  private long endTimer = -1;
  private boolean sentFirst;
  private boolean closed;

  WatchStream(Vertx vertx, EventSink sink, ObjectImage image, WatchSpec spec, Clock clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.sink = sink;
    this.image = image;
    this.selection = spec.selection();
    this.spec = spec;
    this.clock = clock;
  }

  /** Must be called on the event loop of the connection. */
  void start() {
    sink.open(this::flush, this::close);
    try {
      subscribe();
    } catch (ApiException e) {
      ObjectNode error = Json.object().put("type", "ERROR");
      error.set("object", e.toStatus());
      send(error);
      end();
      return;
    }
    endTimer = vertx.setTimer(spec.timeoutSeconds() * 1000, ignored -> bookmark(this::end));
    if (spec.bookmarks()) {
      bookmarkTimer = vertx.setPeriodic(BOOKMARK_MILLIS, ignored -> bookmark(() -> {}));
    }
  }

  private void subscribe() {
    if (spec.initialState()) {
      ObjectImage.State state =
          image.subscribeWithState(
              selection.type().storedAs(), selection.namespace(), this::handOver);
      unsubscribe = state.unsubscribe();
      sendState(state.listing());
    } else {
      long since = spec.since() == null ? image.version() : spec.since();
      unsubscribe = image.subscribe(since, this::handOver);
    }
  }

  private void sendState(ObjectImage.Listing listing) {
    for (Entry entry : listing.entries()) {
      if (selection.selects(entry)) {
        sendObject("ADDED", ObjectService.served(selection.type(), entry));
      }
    }
    if (spec.markInitialEnd()) {
      sendBookmark(listing.version(), true);
    }
  }

  /** Called by the publisher, in the order of versions. */
  private void handOver(Event event) {
    if (selection.covers(event.address())) {
      context.runOnContext(ignored -> deliver(event));
    }
  }

  private void deliver(Event event) {
    boolean was = selection.selects(event.before());
    boolean is = selection.selects(event.after());
    if (is) {
      sendObject(was ? "MODIFIED" : "ADDED", ObjectService.served(selection.type(), event.after()));
    } else if (was) {
      ObjectNode gone = ObjectService.served(selection.type(), event.before()).deepCopy();
      Metadata.put(gone, "resourceVersion", Long.toString(event.version()));
      sendObject("DELETED", gone);
    }
  }

  private void sendObject(String type, ObjectNode object) {
    Rendering rendering =
        new Rendering(selection.type(), spec.accept(), spec.includeObject(), clock.instant());
    ObjectNode event = Json.object().put("type", type);
    event.set("object", rendering.event(object, !sentFirst));
    sentFirst = true;
    send(event);
  }

  /** The version is read first and sent last, so that it stands behind all it covers. */
  private void bookmark(Runnable then) {
    long version = image.version();
    context.runOnContext(
        ignored -> {
          if (spec.bookmarks()) {
            sendBookmark(version, false);
          }
          then.run();
        });
  }

  private void sendBookmark(long version, boolean initialEnd) {
    ObjectNode object = Json.object();
    object.put("kind", selection.type().kind()).put("apiVersion", selection.type().apiVersion());
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(version));
    if (initialEnd) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    sendObject("BOOKMARK", object);
  }

  private void send(ObjectNode event) {
    if (closed) {
      return;
    }
    waiting.add(Buffer.buffer(Json.bytes(event)).appendByte((byte) '\n'));
    flush();
    if (waiting.size() > MAX_WAITING) {
      close();
      sink.cut();
    }
  }

  private void flush() {
    while (!closed && !waiting.isEmpty() && !sink.full()) {
      sink.send(waiting.poll());
    }
  }

  private void end() {
    if (!closed) {
      close();
      sink.end();
    }
  }

  private void close() {
    closed = true;
    waiting.clear();
    unsubscribe.run();
    vertx.cancelTimer(endTimer);
    vertx.cancelTimer(bookmarkTimer);
  }
}
