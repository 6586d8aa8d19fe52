package io.lonejupiter.consul;

import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.store.ObjectStore.NotLeaderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A KV store whose writes are made only while this process holds the leader's lock. */
public final class FencedKeyValues implements KeyValues {
  private final KeyValues keyValues;
  private final LeaderLock lock;

  public FencedKeyValues(KeyValues keyValues, LeaderLock lock) {
    this.keyValues = keyValues;
    this.lock = lock;
  }

  @Override
  public Optional<Entry> get(String key) {
    return keyValues.get(key);
  }

  @Override
  public Listing list(String prefix) {
    return keyValues.list(prefix);
  }

  @Override
  public Query query(String prefix) {
    return keyValues.query(prefix);
  }

  /**
   * {@inheritDoc}
   *
   * @throws NotLeaderException the lock is somebody else's; nothing was written
   */
  @Override
  public boolean commit(List<? extends Write> writes) {
    var fenced = new ArrayList<Write>();
    fenced.add(lock.fence());
    fenced.addAll(writes);
    var committed = keyValues.commit(fenced);
    if (!committed && !lock.isHeld()) {
      throw new NotLeaderException("another server leads; nothing was written");
    }
    return committed;
  }
}
