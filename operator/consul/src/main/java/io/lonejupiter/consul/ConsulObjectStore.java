package io.lonejupiter.consul;

import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.port.KeyValues.PutIf;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.core.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Objects of the embedded API server in Consul's KV store. Each transaction carries the leader's
 * fence and the counter, the latter by compare-and-set: a write whose outcome was not learned can
 * so neither be lost unseen nor made twice. The version of an object stands in Consul's flags, so
 * that its value is plain JSON.
 */
public final class ConsulObjectStore implements ObjectStore {
  /** What Consul takes as one value is 524,288 bytes; a transaction as a whole is no larger. */
  private static final int MAX_OBJECT_BYTES = 380_000;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ConsulHttp http;
  private final LeaderLock lock;
  private final ObjectsAhead ahead;
  private final String prefix;
  private final String counterKey;
  private long counterIndex;

  public ConsulObjectStore(ConsulHttp http, LeaderLock lock, Keys keys, ObjectsAhead ahead) {
    this.http = http;
    this.lock = lock;
    this.ahead = ahead;
    this.prefix = keys.api();
    this.counterKey = StoredObjects.counterKey(prefix);
  }

  @Override
  public boolean isLeaseValid() {
    return lock.isSurelyHeld();
  }

  @Override
  public int maxObjectBytes() {
    return MAX_OBJECT_BYTES;
  }

  @Override
  public int maxChanges() {
    return ConsulTransactions.MAX_OPERATIONS - 2;
  }

  @Override
  public synchronized Snapshot load() {
    var objects = ahead.take().filter(this::isLatest).orElse(null);
    if (objects == null) {
      objects = StoredObjects.read(http, prefix, () -> true);
    }
    counterIndex = objects.counterIndex();
    return objects.snapshot();
  }

  /** Only this process can commit now, so what is the latest stays it. */
  private boolean isLatest(StoredObjects objects) {
    var counter = new ConsulKeyValues(http).get(counterKey);
    return counter.map(KeyValues.Entry::modifyIndex).orElse(0L) == objects.counterIndex();
  }

  @Override
  public synchronized void commit(List<Change> changes, long highWater) {
    if (changes.size() > maxChanges()) {
      throw new IllegalArgumentException(
          changes.size() + " changes in one commit; at most " + maxChanges());
    }
    for (var change : changes) {
      if (!change.isDelete() && change.json().length > MAX_OBJECT_BYTES) {
        throw new TooLargeException(
            change.key()
                + " has "
                + change.json().length
                + " bytes; Consul takes at most "
                + MAX_OBJECT_BYTES);
      }
    }
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        var outcome = transaction(changes, highWater).commitHere();
        if (!outcome.committed()) {
          if (isAlreadyMade(highWater)) {
            return;
          }
          throw new NotLeaderException("another server leads; nothing was written");
        }
        counterIndex = outcome.modifyIndex();
        return;
      } catch (UnavailableException e) {
        // The outcome is unknown; the compare-and-set of the counter makes it safe to try again.
        if (System.nanoTime() > deadline) {
          throw new StoreUnavailableException("consul does not answer: " + e.getMessage(), e);
        }
        pause();
      }
    }
  }

  /** Whether an earlier try of this very commit was made although its answer was lost. */
  private boolean isAlreadyMade(long highWater) {
    if (!lock.isHeld()) {
      return false;
    }
    var counter = new ConsulKeyValues(http).get(counterKey);
    if (counter.isEmpty()
        || !new String(counter.get().value(), StandardCharsets.UTF_8)
            .equals(Long.toString(highWater))) {
      return false;
    }
    counterIndex = counter.get().modifyIndex();
    return true;
  }

  private ConsulTransactions transaction(List<Change> changes, long highWater) {
    var counter = Long.toString(highWater).getBytes(StandardCharsets.UTF_8);
    var transaction =
        new ConsulTransactions(http)
            .add(lock.fence())
            .add(new PutIf(counterKey, counter, counterIndex));
    for (var change : changes) {
      if (change.isDelete()) {
        transaction.add(new Delete(prefix + change.key()));
      } else {
        transaction.addWithFlags(prefix + change.key(), change.json(), change.resourceVersion());
      }
    }
    return transaction;
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted", e);
    }
  }
}
