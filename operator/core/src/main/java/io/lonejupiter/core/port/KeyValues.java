package io.lonejupiter.core.port;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A consistent key-value store with blocking queries and transactions, as Consul has it. Every
 * method but {@link #query} throws {@link UnavailableException} when the store does not answer.
 */
public interface KeyValues {

  /**
   * @param modifyIndex rises with each change of the key; what {@link PutIf} compares with
   * @param session the session that holds the key, or null
   */
  record Entry(String key, byte[] value, long modifyIndex, String session) {}

  /** What lies under a prefix, as of an index that a {@link Query} goes on from. */
  record Listing(List<Entry> entries, long index) {}

  /**
   * The blocking query for all that lies under a prefix. What is in one reading as it was in the
   * last is the same object. One thread at a time.
   */
  interface Query {
    /**
     * Waits until something under the prefix differs from what it was at {@code index}, or {@code
     * wait} has passed, and reads it. May return without a change. Index 0 returns at once.
     *
     * @throws UnavailableException the store does not answer
     * @throws InterruptedException the thread was interrupted while it waited
     */
    Listing after(long index, Duration wait) throws InterruptedException;
  }

  /** One operation of a transaction. */
  sealed interface Write permits Put, PutIf, Delete, DeleteIf, Acquire, CheckSession {
    String key();
  }

  record Put(String key, byte[] value) implements Write {}

  /** Puts if the key still has this index; 0 means that there is no such key. */
  record PutIf(String key, byte[] value, long modifyIndex) implements Write {}

  record Delete(String key) implements Write {}

  record DeleteIf(String key, long modifyIndex) implements Write {}

  /** Puts and binds the key to the session; fails if another session holds it. */
  record Acquire(String key, byte[] value, String session) implements Write {}

  /** Fails the transaction unless the session holds the key: the fence of a leader's writes. */
  record CheckSession(String key, String session) implements Write {}

  Optional<Entry> get(String key);

  /** Reads all under a prefix; goes through the leader of the store, so it sees every write. */
  Listing list(String prefix);

  /** Follows what is under a prefix; nothing is asked before the first reading. */
  Query query(String prefix);

  /**
   * Writes all or nothing. At most 64 operations.
   *
   * @return false if a condition of one of the operations did not hold; nothing was written
   */
  boolean commit(List<? extends Write> writes);

  /** The store does not answer; a write may or may not have been made. */
  class UnavailableException extends RuntimeException {
    public UnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
