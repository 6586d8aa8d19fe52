package io.lonejupiter.apiserver.storage;

import io.lonejupiter.apiserver.status.ApiException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All committed objects in memory, with the latest changes for watches. Every method is one
 * critical section of one lock; subscribers are called inside it, in the order of versions, and
 * must only take note.
 */
public final class ObjectImage {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectImage.class);

  private final int historySize;
  private final Map<String, TreeMap<String, Entry>> collections = new HashMap<>();
  private final ArrayDeque<Event> history = new ArrayDeque<>();
  private final Set<Consumer<Event>> subscribers = new LinkedHashSet<>();
  private final Derivations derivations;
  private long version;
  private long forgottenVersion;

  public ObjectImage(int historySize) {
    this(historySize, Derivations.NONE);
  }

  public ObjectImage(int historySize, Derivations derivations) {
    this.derivations = derivations;
    this.historySize = historySize;
  }

  /** Objects of one moment; {@code next} is where to go on, null at the end. */
  public record Listing(long version, List<Entry> entries, String next, long remaining) {}

  synchronized void load(List<Entry> entries, long highWater) {
    derivations.with(entries).forEach(this::keep);
    version = highWater;
    forgottenVersion = highWater;
  }

  /** Adds objects that are not kept by the store, before anybody watches. */
  public synchronized void preload(List<Entry> entries) {
    entries.forEach(this::keep);
  }

  synchronized void publish(List<Event> events) {
    for (Event event : derivations.with(events, this::get)) {
      if (event.after() != null) {
        keep(event.after());
      } else {
        collection(event.address().collection()).remove(event.address().local());
      }
      version = event.version();
      history.addLast(event);
      if (history.size() > historySize) {
        forgottenVersion = history.removeFirst().version();
      }
      tell(event);
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
            LOG.warn("a watch failed and ends", e);
            return true;
          }
        });
  }

  private void keep(Entry entry) {
    collection(entry.address().collection()).put(entry.address().local(), entry);
  }

  private TreeMap<String, Entry> collection(String name) {
    return collections.computeIfAbsent(name, ignored -> new TreeMap<>());
  }

  public synchronized long version() {
    return version;
  }

  /** The object; null when there is none. */
  public synchronized Entry get(Entry.Address address) {
    return collection(address.collection()).get(address.local());
  }

  /**
   * @param namespace empty for all
   * @param after start behind this position, one of this namespace; empty for the beginning
   * @param limit 0 for all
   */
  public synchronized Listing list(String collection, String namespace, String after, int limit) {
    TreeMap<String, Entry> all = collection(collection);
    var part =
        namespace.isEmpty() ? all : all.subMap(namespace + "/", true, namespace + "0", false);
    if (!after.isEmpty()) {
      part = part.tailMap(after, false);
    }
    if (limit <= 0 || part.size() <= limit) {
      return new Listing(version, List.copyOf(part.values()), null, 0);
    }
    List<Entry> page = new ArrayList<>(limit);
    for (Entry entry : part.values()) {
      if (page.size() == limit) {
        break;
      }
      page.add(entry);
    }
    String last = page.get(page.size() - 1).address().local();
    return new Listing(version, page, last, part.size() - limit);
  }

  /** Whether the objects of a collection are computed from others, and never stored. */
  public boolean computes(String collection) {
    return derivations.computes(collection);
  }

  /** Every object there is that is not computed from another. */
  public synchronized List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    collections.forEach(
        (name, collection) -> {
          if (!computes(name)) {
            all.addAll(collection.values());
          }
        });
    return all;
  }

  /**
   * Replays the changes after a version to the subscriber, then keeps calling it.
   *
   * @throws ApiException 410 when the changes are no longer known
   */
  public synchronized Runnable subscribe(long since, Consumer<Event> subscriber) {
    if (since < forgottenVersion) {
      throw ApiException.gone("too old resource version: " + since + " (" + forgottenVersion + ")");
    }
    for (Event event : history) {
      if (event.version() > since) {
        subscriber.accept(event);
      }
    }
    return register(subscriber);
  }

  /** The objects of a collection as of now, and what ends the calls for every change after it. */
  public record State(Listing listing, Runnable unsubscribe) {}

  /** Answers the objects of a collection and calls the subscriber for every change after that. */
  public synchronized State subscribeWithState(
      String collection, String namespace, Consumer<Event> subscriber) {
    return new State(list(collection, namespace, "", 0), register(subscriber));
  }

  private Runnable register(Consumer<Event> subscriber) {
    subscribers.add(subscriber);
    return () -> unsubscribe(subscriber);
  }

  private synchronized void unsubscribe(Consumer<Event> subscriber) {
    subscribers.remove(subscriber);
  }
}
