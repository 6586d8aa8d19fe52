package io.lonejupiter.apiserver;

import io.lonejupiter.core.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A store that forgets, and that can be told to fail. */
public final class MemoryStore implements ObjectStore {
  private final Map<String, Stored> objects = new TreeMap<>();
  private final List<Integer> commits = new ArrayList<>();
  private long highWater;
  private RuntimeException failure;
  private int maxObjectBytes = 500_000;
  private volatile boolean leaseValid = true;

  synchronized void failWith(RuntimeException failure) {
    this.failure = failure;
  }

  synchronized void limit(int bytes) {
    maxObjectBytes = bytes;
  }

  void leaseIsValid(boolean is) {
    leaseValid = is;
  }

  @Override
  public boolean isLeaseValid() {
    return leaseValid;
  }

  @Override
  public int maxChanges() {
    return 62;
  }

  /** How many changes each commit had. */
  synchronized List<Integer> commits() {
    return List.copyOf(commits);
  }

  @Override
  public synchronized Snapshot load() {
    return new Snapshot(highWater, List.copyOf(objects.values()));
  }

  @Override
  public synchronized void commit(List<Change> changes, long highWater) {
    if (failure != null) {
      throw failure;
    }
    for (Change change : changes) {
      if (change.isDelete()) {
        objects.remove(change.key());
      } else {
        objects.put(
            change.key(), new Stored(change.key(), change.resourceVersion(), change.json()));
      }
    }
    commits.add(changes.size());
    this.highWater = highWater;
  }

  @Override
  public synchronized int maxObjectBytes() {
    return maxObjectBytes;
  }
}
