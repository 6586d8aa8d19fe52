package io.lonejupiter.consul;

import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.core.store.ObjectStore.Snapshot;
import io.lonejupiter.core.store.ObjectStore.Stored;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * All objects as Consul held them at one moment.
 *
 * @param counterIndex {@code ModifyIndex} of the counter, 0 where there is none yet. Every commit
 *     writes the counter, so nothing has been committed since while it is the same.
 */
record StoredObjects(Snapshot snapshot, long counterIndex) {
  private static final StoredObjects NONE = new StoredObjects(new Snapshot(0, List.of()), 0);

  static String counterKey(String prefix) {
    return prefix + ".counter";
  }

  /**
   * Reads them, one value after the other, so that only what is kept is held.
   *
   * @param wanted asked on the way
   * @throws UnavailableException Consul did not answer, or the answer broke off
   * @throws CancellationException they are not wanted any more
   */
  static StoredObjects read(ConsulHttp http, String prefix, BooleanSupplier wanted) {
    var path = "/v1/kv/" + ConsulHttp.escapeKey(prefix) + "?recurse&consistent";
    return http.getLarge(path, (status, body) -> of(status, body, prefix, wanted));
  }

  private static StoredObjects of(
      int status, InputStream body, String prefix, BooleanSupplier wanted) throws IOException {
    if (status == 404) {
      return NONE;
    }
    if (status != 200) {
      var text = new String(body.readAllBytes(), StandardCharsets.UTF_8).strip();
      throw new UnavailableException(
          "load of " + prefix + ": consul answered " + status + " " + text, null);
    }
    var objects = new ArrayList<Stored>();
    var counter = new AtomicReference<StoredValue>();
    try (var json = ConsulHttp.JSON.createParser(body)) {
      StoredValue.readAll(
          json,
          entry -> {
            if (!wanted.getAsBoolean()) {
              throw new CancellationException();
            }
            if (entry.key().equals(counterKey(prefix))) {
              counter.set(entry);
            } else {
              objects.add(
                  new Stored(entry.key().substring(prefix.length()), entry.flags(), entry.value()));
            }
          });
    }
    if (counter.get() == null) {
      return new StoredObjects(new Snapshot(0, objects), 0);
    }
    var highWater = Long.parseLong(new String(counter.get().value(), StandardCharsets.UTF_8));
    return new StoredObjects(new Snapshot(highWater, objects), counter.get().modifyIndex());
  }
}
