package io.lonejupiter.consul;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Documents.UnreadableException;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.LeaderDocument;
import io.lonejupiter.core.port.KeyValues.Entry;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all objects from Consul while a server is still on its way to the lead, since that takes as
 * long as the rest of its start. {@link ConsulObjectStore#load} uses them if nothing has been
 * committed since. Does nothing where another server leads, which goes on to commit.
 */
public final class ObjectsAhead implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ObjectsAhead.class);
  private static final long RETRY_MILLIS = 100;

  private final ConsulHttp http;
  private final Keys keys;
  private final String self;
  private final Thread reader = new Thread(this::read, "consul-objects-ahead");
  private StoredObjects objects;
  private boolean taken;
  private volatile boolean dropped;

  private ObjectsAhead(ConsulHttp http, Keys keys, String self) {
    this.http = http;
    this.keys = keys;
    this.self = self;
    reader.setDaemon(true);
  }

  /**
   * Begins to read, as soon as Consul answers.
   *
   * @param self the name of this server in {@link LeaderDocument}: the lock may still be its own
   */
  public static ObjectsAhead start(ConsulHttp http, Keys keys, String self) {
    var ahead = new ObjectsAhead(http, keys, self);
    ahead.reader.start();
    return ahead;
  }

  private void read() {
    try {
      while (goesOn()) {
        try {
          if (!anotherLeads()) {
            keep(StoredObjects.read(http, keys.api(), () -> !dropped));
          }
          return;
        } catch (UnavailableException e) {
          log.debug("objects cannot be read yet: {}", e.getMessage());
          Thread.sleep(RETRY_MILLIS);
        }
      }
    } catch (CancellationException | InterruptedException e) {
      log.debug("objects are not wanted any more");
    }
  }

  private synchronized boolean goesOn() {
    return !taken && !dropped;
  }

  private synchronized void keep(StoredObjects read) {
    if (!dropped) {
      objects = read;
    }
  }

  synchronized boolean hasRead() {
    return objects != null;
  }

  private boolean anotherLeads() {
    return new ConsulKeyValues(http)
        .get(keys.leader())
        .filter(lock -> lock.session() != null && !isSelf(lock))
        .isPresent();
  }

  private boolean isSelf(Entry lock) {
    try {
      return Documents.read(lock.key(), lock.value(), LeaderDocument.class).server().equals(self);
    } catch (UnreadableException e) {
      return false;
    }
  }

  /** The objects, which are then forgotten here; empty if they could not be read. */
  Optional<StoredObjects> take() {
    synchronized (this) {
      taken = true;
    }
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      drop();
    }
    synchronized (this) {
      var read = Optional.ofNullable(objects);
      objects = null;
      return read;
    }
  }

  /** Forgets them: another server leads. */
  public synchronized void drop() {
    dropped = true;
    objects = null;
  }

  @Override
  public void close() {
    drop();
    reader.interrupt();
  }
}
