package io.lonejupiter.consul;

import com.fasterxml.jackson.core.JsonToken;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.port.KeyValues.PutIf;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.core.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
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
    counterIndex = 0;
    var path = "/v1/kv/" + ConsulHttp.escapeKey(prefix) + "?recurse&consistent";
    return http.getLarge(path, this::snapshot);
  }

  /** One value after the other, so that only what is kept is held. */
  private Snapshot snapshot(int status, InputStream body) throws IOException {
    if (status == 404) {
      return new Snapshot(0, List.of());
    }
    if (status != 200) {
      var text = new String(body.readAllBytes(), StandardCharsets.UTF_8).strip();
      throw new UnavailableException(
          "load of " + prefix + ": consul answered " + status + " " + text, null);
    }
    var objects = new ArrayList<Stored>();
    long highWater = 0;
    try (var json = ConsulHttp.JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("consul answered no list");
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        var entry = StoredValue.read(json);
        if (entry.key().equals(counterKey)) {
          highWater = Long.parseLong(new String(entry.value(), StandardCharsets.UTF_8));
          counterIndex = entry.modifyIndex();
        } else {
          objects.add(
              new Stored(entry.key().substring(prefix.length()), entry.flags(), entry.value()));
        }
      }
      if (json.currentToken() != JsonToken.END_ARRAY) {
        throw new IOException("the list of consul breaks off");
      }
    }
    return new Snapshot(highWater, objects);
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
