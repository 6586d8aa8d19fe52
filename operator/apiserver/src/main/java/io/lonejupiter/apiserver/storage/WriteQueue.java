package io.lonejupiter.apiserver.storage;

import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.core.store.ObjectStore;
import io.lonejupiter.core.store.ObjectStore.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way to change objects.
 *
 * <ol>
 *   <li>A write is decided under the lock, against the committed objects with the writes before it
 *       laid over them; it gets the next version and queues up.
 *   <li>Whoever's turn it is takes what has queued up and commits it as one: the committer thread,
 *       or the writer itself where nothing else is under way and it may wait.
 *   <li>Only then the changes are published, and the writers get their answers.
 * </ol>
 *
 * A failed commit takes all queued writes with it, as they were decided on top of it. One whose
 * outcome is not known is tried until it is.
 */
public final class WriteQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriteQueue.class);
  private static final long STOP_MILLIS = 10_000;
  private static final long RETRY_MILLIS = 200;

  private final ObjectStore store;
  private final ObjectImage image;
  private final Runnable onLeadLost;
  private final Thread committer;
  private final List<Pending<?>> queue = new ArrayList<>();
  private final Map<String, Event> undecided = new HashMap<>();
  private long version;
  private Turn turn = Turn.NOBODY;

  /** What the commit of a writer came to; the committer deals with it. Null: nothing. */
  private Failure failed;

  private String refusal = "";
  private String doubt = "";
  private boolean closed;

  /** Who commits, or is about to. */
  private enum Turn {
    NOBODY,
    WRITER,
    COMMITTER
  }

  private record Failure(List<Pending<?>> batch, List<Event> events, RuntimeException cause) {}

  public WriteQueue(ObjectStore store, ObjectImage image, Runnable onLeadLost) {
    this.store = store;
    this.image = image;
    this.onLeadLost = onLeadLost;
    ObjectStore.Snapshot snapshot = store.load();
    image.load(Entry.of(snapshot.objects()), snapshot.highWater());
    this.version = snapshot.highWater();
    this.committer = new Thread(this::commitLoop, "apiserver-committer");
    committer.setDaemon(true);
    committer.start();
  }

  /** The objects as a write finds them, earlier undecided writes included. */
  public final class View {
    private final List<Event> changes = new ArrayList<>();

    /** The object; null when there is none. */
    public Entry get(Entry.Address address) {
      Event event = undecided.get(address.key());
      return event != null ? event.after() : image.get(address);
    }

    /** All objects of a collection, in no particular order. */
    public List<Entry> list(String collection) {
      Map<String, Entry> found = new HashMap<>();
      image.list(collection, "", "", 0).entries().forEach(e -> found.put(e.address().key(), e));
      for (Event event : undecided.values()) {
        if (event.address().collection().equals(collection)) {
          if (event.after() == null) {
            found.remove(event.address().key());
          } else {
            found.put(event.address().key(), event.after());
          }
        }
      }
      return List.copyOf(found.values());
    }

    /** The version that the next change gets. */
    public long nextVersion() {
      return version + changes.size() + 1;
    }

    /** Notes a change, made with {@link #nextVersion}; {@code after} is null to delete. */
    public void change(Entry.Address address, Entry after) {
      Event event = new Event(nextVersion(), get(address), after);
      if (after != null && after.json().length > store.maxObjectBytes()) {
        throw ApiException.tooLarge(
            address.collection()
                + " \""
                + address.name()
                + "\" has "
                + after.json().length
                + " bytes; the store takes at most "
                + store.maxObjectBytes()
                + " bytes for one object");
      }
      changes.add(event);
    }
  }

  private record Pending<T>(List<Event> events, T answer, CompletableFuture<T> done) {
    void finish() {
      done.complete(answer);
    }
  }

  /**
   * Decides a write now and answers once it is durable. An exception of the decision fails the
   * answer and leaves everything as it was.
   */
  public <T> CompletableFuture<T> write(Function<View, T> decision) {
    CompletableFuture<T> done = new CompletableFuture<>();
    synchronized (this) {
      if (decides(decision, done) && turn == Turn.NOBODY) {
        turn = Turn.COMMITTER;
        notifyAll();
      }
    }
    return done;
  }

  /**
   * The same by a thread that may wait for the store: where nothing else is under way it commits
   * itself, which is quicker, as no other thread has to be woken on the way.
   */
  public <T> CompletableFuture<T> writeHere(Function<View, T> decision) {
    CompletableFuture<T> done = new CompletableFuture<>();
    List<Pending<?>> batch = List.of();
    synchronized (this) {
      if (decides(decision, done) && turn == Turn.NOBODY) {
        turn = Turn.WRITER;
        batch = taken();
      }
    }
    if (!batch.isEmpty()) {
      handOver(commit(batch));
    }
    return done;
  }

  private synchronized void handOver(Failure failure) {
    failed = failure;
    turn = failure == null && queue.isEmpty() ? Turn.NOBODY : Turn.COMMITTER;
    if (turn == Turn.COMMITTER || closed) {
      notifyAll();
    }
  }

  /** Whether there is something to be committed now; if not, the answer is there already. */
  private <T> boolean decides(Function<View, T> decision, CompletableFuture<T> done) {
    try {
      if (!refusal.isEmpty()) {
        throw ApiException.unavailable(refusal);
      }
      if (!doubt.isEmpty()) {
        throw ApiException.unavailable(doubt);
      }
      View view = new View();
      T answer = decision.apply(view);
      view.changes.forEach(event -> undecided.put(event.address().key(), event));
      version += view.changes.size();
      return queue.add(new Pending<>(List.copyOf(view.changes), answer, done));
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
      return false;
    }
  }

  private void commitLoop() {
    try {
      while (awaitTurn()) {
        Failure failure = failed();
        if (failure == null) {
          failure = commit(taken());
        }
        if (failure != null) {
          deal(failure);
        }
        endTurn();
      }
    } catch (InterruptedException e) {
      LOG.warn("the committer was interrupted and ends");
    }
  }

  /** False when closed, and no writer commits any more. */
  private synchronized boolean awaitTurn() throws InterruptedException {
    while (turn == Turn.WRITER || turn == Turn.NOBODY && !closed) {
      wait();
    }
    return turn == Turn.COMMITTER;
  }

  private synchronized Failure failed() {
    Failure failure = failed;
    failed = null;
    return failure;
  }

  private synchronized void endTurn() {
    turn = queue.isEmpty() ? Turn.NOBODY : Turn.COMMITTER;
  }

  /** As many of the first as fit into one commit. */
  private synchronized List<Pending<?>> taken() {
    List<Pending<?>> batch = new ArrayList<>();
    int changes = 0;
    long bytes = 0;
    for (Pending<?> pending : queue) {
      changes += pending.events().size();
      for (Event event : pending.events()) {
        bytes += event.after() == null ? 0 : event.after().json().length;
      }
      if (!batch.isEmpty() && (changes > store.maxChanges() || bytes > store.maxObjectBytes())) {
        break;
      }
      batch.add(pending);
    }
    queue.subList(0, batch.size()).clear();
    return batch;
  }

  /** Null if it was made. Throws nothing, as nobody would commit any more. */
  private Failure commit(List<Pending<?>> batch) {
    try {
      return commitOrThrow(batch);
    } catch (RuntimeException | Error e) {
      LOG.error("a commit broke off; what is in memory may not be what is in the store", e);
      String what = "a commit broke off: " + e;
      ApiException unknown =
          CommitFailures.unknown(new ObjectStore.StoreUnavailableException(what, e));
      batch.forEach(pending -> pending.done().completeExceptionally(unknown));
      return new Failure(List.of(), List.of(), new ObjectStore.NotLeaderException(what));
    }
  }

  private Failure commitOrThrow(List<Pending<?>> batch) {
    List<Event> events = batch.stream().flatMap(p -> p.events().stream()).toList();
    try {
      if (!events.isEmpty()) {
        long highWater = events.get(events.size() - 1).version();
        store.commit(events.stream().map(WriteQueue::toChange).toList(), highWater);
      }
    } catch (RuntimeException e) {
      return new Failure(batch, events, e);
    }
    publish(events);
    batch.forEach(Pending::finish);
    return null;
  }

  private void deal(Failure failure) {
    if (failure.cause() instanceof ObjectStore.StoreUnavailableException unavailable) {
      findOut(failure.batch(), failure.events(), unavailable);
    } else {
      fail(failure.batch(), failure.cause());
    }
  }

  private synchronized void publish(List<Event> events) {
    image.publish(events);
    events.forEach(event -> undecided.remove(event.address().key(), event));
  }

  /**
   * The store did not answer, so whether the batch was written is not known. It is committed again
   * until that is known, which the store takes as one commit; until then nothing else is written,
   * as it would be decided on what may not be so.
   */
  private void findOut(
      List<Pending<?>> batch, List<Event> events, ObjectStore.StoreUnavailableException cause) {
    ApiException unknown = CommitFailures.unknown(cause);
    List<Pending<?>> behind;
    synchronized (this) {
      doubt = CommitFailures.doubt(cause);
      behind = new ArrayList<>(queue);
      queue.clear();
      undecided.clear();
      events.forEach(event -> undecided.put(event.address().key(), event));
    }
    batch.forEach(pending -> pending.done().completeExceptionally(unknown));
    ApiException nothing = ApiException.unavailable(doubt);
    behind.forEach(pending -> pending.done().completeExceptionally(nothing));
    try {
      while (!isMade(events)) {
        pause();
      }
    } catch (RuntimeException e) {
      fail(List.of(), e);
    } catch (InterruptedException e) {
      LOG.warn("the committer was interrupted; the next leader finds out what was written");
      return;
    }
    synchronized (this) {
      doubt = "";
    }
  }

  private boolean isMade(List<Event> events) {
    try {
      if (closed()) {
        return true;
      }
      long highWater = events.get(events.size() - 1).version();
      store.commit(events.stream().map(WriteQueue::toChange).toList(), highWater);
      publish(events);
      return true;
    } catch (ObjectStore.StoreUnavailableException e) {
      return false;
    }
  }

  private synchronized boolean closed() {
    return closed;
  }

  private synchronized void pause() throws InterruptedException {
    if (!closed) {
      wait(RETRY_MILLIS);
    }
  }

  private static Change toChange(Event event) {
    byte[] json = event.after() == null ? null : event.after().json();
    return new Change(event.address().key(), event.version(), json);
  }

  private void fail(List<Pending<?>> batch, RuntimeException cause) {
    ApiException answer = CommitFailures.answer(cause);
    boolean leadLost = cause instanceof ObjectStore.NotLeaderException;
    List<Pending<?>> failed = new ArrayList<>(batch);
    boolean first;
    synchronized (this) {
      first = leadLost && refusal.isEmpty();
      refusal = leadLost ? answer.getMessage() : refusal;
      failed.addAll(queue);
      queue.clear();
      undecided.clear();
    }
    failed.forEach(pending -> pending.done().completeExceptionally(answer));
    if (first) {
      onLeadLost.run();
    }
  }

  /** Stops once the commit under way is done; writes that still wait fail. */
  @Override
  public void close() {
    List<Pending<?>> rest;
    synchronized (this) {
      refusal = "the server is shutting down; send the request again";
      closed = true;
      notifyAll();
      rest = new ArrayList<>(queue);
      queue.clear();
    }
    rest.forEach(p -> p.done().completeExceptionally(ApiException.unavailable(refusal)));
    if (Thread.currentThread() == committer) {
      return;
    }
    try {
      committer.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The cause a failed write carries. */
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
