package io.lonejupiter.apiserver.storage;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The history of one collection and those who watch it. Changed by the publisher only. */
final class Collection {
  private static final String ALL = "";
  private static final int SWEEP_AT_LEAST = 64;

  private final HistoryLimits limits;
  private final Map<String, Set<Watcher>> watchers = new ConcurrentHashMap<>();
  private volatile Link oldest;
  private Link newest;
  private int changes;
  private int unswept;

  Collection(Link first, HistoryLimits limits) {
    this.oldest = first;
    this.newest = first;
    this.limits = limits;
  }

  Link newest() {
    return newest;
  }

  /** What stands before all changes that are still known. */
  Link oldest() {
    return oldest;
  }

  long bytes() {
    return newest.bytesSoFar() - oldest.bytesSoFar();
  }

  void append(Event event) {
    Link link = Link.after(newest, event);
    newest.append(link);
    newest = link;
    changes++;
    unswept++;
    while (changes > limits.changes() || bytes() > limits.bytes() && changes > 1) {
      forgetOne();
    }
  }

  void forgetOne() {
    oldest = oldest.next();
    changes--;
  }

  int changes() {
    return changes;
  }

  /**
   * @param namespace empty for all
   */
  Runnable add(String namespace, Watcher watcher) {
    watchers.compute(
        namespace,
        (ignored, present) -> {
          Set<Watcher> set = present == null ? ConcurrentHashMap.newKeySet() : present;
          set.add(watcher);
          return set;
        });
    return () ->
        watchers.computeIfPresent(
            namespace,
            (ignored, present) -> {
              present.remove(watcher);
              return present.isEmpty() ? null : present;
            });
  }

  void wake(Event event) {
    watchers.getOrDefault(ALL, Set.of()).forEach(Watcher::wake);
    String namespace = event.address().namespace();
    if (!namespace.isEmpty()) {
      watchers.getOrDefault(namespace, Set.of()).forEach(Watcher::wake);
    }
  }

  /** Whoever watches now sees what there is, and no more. */
  void finish() {
    watchers.values().forEach(set -> set.forEach(Watcher::finish));
  }

  /**
   * Now and then: those who were not woken for a long time go on, so that they hold no old changes;
   * those who cannot are dropped.
   */
  void sweep() {
    if (unswept < Math.max(SWEEP_AT_LEAST, changes / 4)) {
      return;
    }
    unswept = 0;
    long known = oldest.version();
    for (Set<Watcher> set : watchers.values()) {
      for (Watcher watcher : set) {
        Link position = watcher.position();
        if (position != null && position.version() < known) {
          watcher.drop();
        } else if (position != null) {
          watcher.wake();
        }
      }
    }
  }
}
