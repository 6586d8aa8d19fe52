package io.lonejupiter.core.store;

import java.util.List;

/**
 * The durable home of the embedded API server's objects. One process, the leader, reads it once
 * when it starts to lead and is its only writer until it stops leading; memory is its read path.
 *
 * <p>The store knows nothing of Kubernetes: it keeps opaque bytes under keys and one counter, the
 * high-water mark of resource versions, so that no version is lost or given out twice.
 */
public interface ObjectStore {

  /**
   * An object as it is kept.
   *
   * @param key {@code <group or core>/<plural>/<namespace or _>/<name>}; no segment is empty or
   *     holds a character that a URL path would have to escape
   * @param resourceVersion the version given to it by the leader
   * @param json the whole object
   */
  record Stored(String key, long resourceVersion, byte[] json) {}

  /** Everything that is kept, as of one moment. */
  record Snapshot(long highWater, List<Stored> objects) {}

  /** One change; a null {@code json} deletes the key. */
  record Change(String key, long resourceVersion, byte[] json) {
    public boolean isDelete() {
      return json == null;
    }
  }

  /** Reads everything. Called once, before the first {@link #commit}. */
  Snapshot load();

  /**
   * Makes the changes durable, all or none, together with the new high-water mark. Returns only
   * once they are durable. Concurrent callers may share one transaction of the underlying store.
   *
   * @throws NotLeaderException this process no longer holds the lead; nothing was written
   * @throws TooLargeException one object is larger than the store takes; nothing was written
   * @throws StoreUnavailableException the store cannot be reached; nothing was written, as far as a
   *     later read could tell
   */
  void commit(List<Change> changes, long highWater);

  /**
   * Whether no other process can have written since this one began to lead, as far as this
   * process's own clock can tell without asking. While it is false, what is held in memory may be
   * of the past; it may become true again.
   */
  boolean isLeaseValid();

  /** How many changes one {@link #commit} takes. */
  int maxChanges();

  /**
   * The largest {@code json} in bytes that {@link #commit} takes; all of one commit together may be
   * no larger.
   */
  int maxObjectBytes();

  /** The write came too late: another process leads. */
  class NotLeaderException extends RuntimeException {
    public NotLeaderException(String message) {
      super(message);
    }
  }

  /** The object does not fit into the store. */
  class TooLargeException extends RuntimeException {
    public TooLargeException(String message) {
      super(message);
    }
  }

  /** The store did not answer. */
  class StoreUnavailableException extends RuntimeException {
    public StoreUnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
