package io.lonejupiter.apiserver.storage;

import io.lonejupiter.apiserver.status.ApiException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All committed objects in memory, with the latest changes of each collection. Readers take the
 * {@link State} of a moment, which never changes, and lock nothing. There is one publisher at a
 * time; it never waits for readers.
 */
public final class ObjectImage {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectImage.class);

  private final HistoryLimits limits;
  private final Map<String, Collection> collections = new ConcurrentHashMap<>();
  private final Set<Consumer<Event>> subscribers = new LinkedHashSet<>();
  private final TreeMap<Long, CompletableFuture<Void>> awaited = new TreeMap<>();
  private volatile State state = new State(0, 0, Map.of());
  private final Derivations derivations;

  /** Keeps so many changes of each collection. */
  public ObjectImage(int historySize) {
    this(historySize, Derivations.NONE);
  }

  public ObjectImage(int historySize, Derivations derivations) {
    this(HistoryLimits.ofChanges(historySize), derivations);
  }

  public ObjectImage(HistoryLimits limits, Derivations derivations) {
    this.limits = limits;
    this.derivations = derivations;
  }

  /** Everything as of one version. */
  public static final class State {
    private final long version;
    private final long beginning;
    private final Map<String, Link> newest;

    private State(long version, long beginning, Map<String, Link> newest) {
      this.version = version;
      this.beginning = beginning;
      this.newest = newest;
    }

    public long version() {
      return version;
    }

    /** A collection after its last change. */
    public Link collection(String name) {
      Link link = newest.get(name);
      return link == null ? Link.first(beginning, Tree.EMPTY) : link;
    }
  }

  /** Objects of one moment; {@code next} is where to go on, null at the end. */
  public record Listing(long version, List<Entry> entries, String next, long remaining) {}

  synchronized void load(List<Entry> entries, long highWater) {
    state = new State(highWater, highWater, Map.of());
    preload(derivations.with(entries));
  }

  /** Adds objects that are not kept by the store, before anybody watches. */
  public synchronized void preload(List<Entry> entries) {
    Map<String, List<Entry>> added = new HashMap<>();
    for (Entry entry : entries) {
      added.computeIfAbsent(entry.address().collection(), ignored -> new ArrayList<>()).add(entry);
    }
    Map<String, Link> newest = new HashMap<>(state.newest);
    added.forEach(
        (name, ones) -> {
          Link first = Link.first(state.version, present(name).with(ones));
          collections.put(name, new Collection(first, limits));
          newest.put(name, first);
        });
    state = new State(state.version, state.beginning, newest);
  }

  private Tree present(String collection) {
    return state.collection(collection).objects();
  }

  /**
   * First the changes are linked, then they are there for all readers at once, then those who wait
   * for them are told.
   */
  synchronized void publish(List<Event> stored) {
    if (stored.isEmpty()) {
      return;
    }
    Map<String, Link> newest = new HashMap<>(state.newest);
    List<Event> events = derivations.with(stored, this::get);
    for (Event event : events) {
      Collection collection = writable(event.address().collection());
      collection.append(event);
      newest.put(event.address().collection(), collection.newest());
    }
    long version = events.get(events.size() - 1).version();
    state = new State(version, state.beginning, newest);
    for (Event event : events) {
      Collection collection = collections.get(event.address().collection());
      collection.wake(event);
      tell(event);
    }
    forget();
    events.stream()
        .map(event -> collections.get(event.address().collection()))
        .distinct()
        .forEach(Collection::sweep);
    Map<Long, CompletableFuture<Void>> reached = awaited.headMap(version, true);
    reached.values().forEach(waiting -> waiting.complete(null));
    reached.clear();
  }

  private Collection writable(String name) {
    return collections.computeIfAbsent(
        name, ignored -> new Collection(state.collection(name), limits));
  }

  /** The collection with the largest history pays first, so that quiet ones keep theirs. */
  private void forget() {
    long total = collections.values().stream().mapToLong(Collection::bytes).sum();
    while (total > limits.totalBytes()) {
      Collection largest =
          collections.values().stream().max(Comparator.comparingLong(Collection::bytes)).get();
      if (largest.changes() <= 1) {
        return;
      }
      total -= largest.bytes();
      largest.forgetOne();
      total += largest.bytes();
    }
  }

  /** A subscriber that fails is gone; the others and the committer go on. */
  private void tell(Event event) {
    subscribers.removeIf(
        subscriber -> {
          try {
            subscriber.accept(event);
            return false;
          } catch (RuntimeException e) {
            LOG.warn("a subscriber failed and ends", e);
            return true;
          }
        });
  }

  /** Everything as of now. */
  public State state() {
    return state;
  }

  public long version() {
    return state.version;
  }

  /** The object; null when there is none. */
  public Entry get(Entry.Address address) {
    return present(address.collection()).get(address);
  }

  /**
   * @param namespace empty for all
   * @param after start behind this position, one of this namespace; empty for the beginning
   * @param limit 0 for all
   */
  public Listing list(String collection, String namespace, String after, int limit) {
    State now = state;
    Tree tree = now.collection(collection).objects();
    String prefix = namespace.isEmpty() ? "" : Entry.Address.prefix(namespace);
    int from = tree.rank(after.isEmpty() ? prefix : after + '\0');
    int end = namespace.isEmpty() ? tree.size() : tree.rank(namespace + "0");
    int to = limit <= 0 ? end : Math.min(end, from + limit);
    List<Entry> entries = tree.slice(from, to);
    String next = to < end ? entries.get(entries.size() - 1).address().local() : null;
    return new Listing(now.version, entries, next, end - to);
  }

  /** Whether the objects of a collection are computed from others, and never stored. */
  public boolean computes(String collection) {
    return derivations.computes(collection);
  }

  /** Every object there is that is not computed from another. */
  public List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    state.newest.forEach(
        (name, link) -> {
          if (!computes(name)) {
            all.addAll(link.objects().slice(0, link.objects().size()));
          }
        });
    return all;
  }

  /**
   * A collection as it was at a version, or as it is when the version is still to come.
   *
   * @throws ApiException 410 when the changes since then are no longer known
   */
  public Link at(String collection, long version) {
    Collection history = collections.get(collection);
    Link link = history == null ? state.collection(collection) : history.oldest();
    if (version < link.version()) {
      throw ApiException.gone("too old resource version: " + version + " (" + link.version() + ")");
    }
    for (Link next = link.next(); next != null && next.version() <= version; ) {
      link = next;
      next = next.next();
    }
    return link;
  }

  /**
   * Wakes the watcher whenever a change in the collection and namespace has happened; spurious
   * calls are possible. The runnable ends that.
   *
   * @param namespace empty for all
   */
  public Runnable watch(String collection, String namespace, Watcher watcher) {
    Collection watched = collections.get(collection);
    if (watched == null) {
      watched = begun(collection);
    }
    return watched.add(namespace, watcher);
  }

  /** Ends the watches of a collection whose kind is gone, once they have told all there was. */
  public void finishWatches(String collection) {
    Collection watched = collections.get(collection);
    if (watched != null) {
      watched.finish();
    }
  }

  /**
   * Gives a collection without objects its chain, so that the state shows the link to go on from.
   */
  private synchronized Collection begun(String name) {
    Collection collection = writable(name);
    Map<String, Link> newest = new HashMap<>(state.newest);
    newest.put(name, collection.newest());
    state = new State(state.version, state.beginning, newest);
    return collection;
  }

  /** Done as soon as the version is reached. */
  public synchronized CompletableFuture<Void> reached(long version) {
    return state.version >= version
        ? CompletableFuture.completedFuture(null)
        : awaited.computeIfAbsent(version, ignored -> new CompletableFuture<>());
  }

  /**
   * Replays the changes of all collections after a version to the subscriber, then keeps calling it
   * in the order of versions. Called by the publisher: it must only take note.
   *
   * @throws ApiException 410 when the changes are no longer known
   */
  public synchronized Runnable subscribe(long since, Consumer<Event> subscriber) {
    List<Event> missed = new ArrayList<>();
    for (String name : collections.keySet()) {
      for (Link link = at(name, since).next(); link != null; link = link.next()) {
        missed.add(link.event());
      }
    }
    missed.sort(Comparator.comparingLong(Event::version));
    missed.forEach(subscriber);
    subscribers.add(subscriber);
    return () -> unsubscribe(subscriber);
  }

  /** The objects of a collection as of now, and what ends the calls for every change after it. */
  public record Subscribed(Listing listing, Runnable unsubscribe) {}

  /** Answers the objects of a collection and calls the subscriber for every change after that. */
  public synchronized Subscribed subscribeWithState(
      String collection, String namespace, Consumer<Event> subscriber) {
    subscribers.add(subscriber);
    return new Subscribed(list(collection, namespace, "", 0), () -> unsubscribe(subscriber));
  }

  private synchronized void unsubscribe(Consumer<Event> subscriber) {
    subscribers.remove(subscriber);
  }
}
