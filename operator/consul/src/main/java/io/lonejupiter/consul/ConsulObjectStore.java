package io.lonejupiter.consul;

import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.port.KeyValues.PutIf;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.core.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
  private final String prefix;
  private final String counterKey;
  private long counterIndex;

  /**
   * @param prefix ends with a slash
   */
  public ConsulObjectStore(ConsulHttp http, LeaderLock lock, String prefix) {
    this.http = http;
    this.lock = lock;
    this.prefix = prefix;
    this.counterKey = prefix + ".counter";
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
    var answer = http.get("/v1/kv/" + ConsulHttp.escapeKey(prefix) + "?recurse&consistent");
    var objects = new ArrayList<Stored>();
    long highWater = 0;
    counterIndex = 0;
    if (answer.status() != 404) {
      for (var node : answer.orFail("load of " + prefix).json()) {
        var key = node.path("Key").asText();
        var value = ConsulKeyValues.value(node);
        if (key.equals(counterKey)) {
          highWater = Long.parseLong(new String(value, StandardCharsets.UTF_8));
          counterIndex = node.path("ModifyIndex").asLong();
        } else {
          objects.add(
              new Stored(key.substring(prefix.length()), node.path("Flags").asLong(), value));
        }
      }
    }
    return new Snapshot(highWater, List.copyOf(objects));
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
        var outcome = transaction(changes, highWater).commit();
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
