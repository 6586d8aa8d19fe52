package io.lonejupiter.apiserver.storage;

import java.util.ArrayList;
import java.util.List;

/**
 * The objects of one collection at one moment, in the order of {@link Entry.Address#local}. Never
 * changes: a change makes a new tree that shares all but one path with the old one, so that old
 * states cost little and readers need no lock. Balanced by weight. Pure.
 */
public final class Tree {
  static final Tree EMPTY = new Tree(null, null, null);

  /** A side may be this much heavier than the other. */
  private static final int DELTA = 3;

  private static final int GAMMA = 2;

  private final Tree left;
  private final Tree right;
  private final Entry entry;
  private final int size;

  private Tree(Tree left, Entry entry, Tree right) {
    this.left = left;
    this.entry = entry;
    this.right = right;
    this.size = entry == null ? 0 : left.size + right.size + 1;
  }

  /** Adds all of them; at once if these are the first and in order, as a store has them. */
  Tree with(List<Entry> added) {
    if (entry == null && isSorted(added)) {
      return ofSorted(added, 0, added.size());
    }
    Tree tree = this;
    for (Entry each : added) {
      tree = tree.put(each);
    }
    return tree;
  }

  private static boolean isSorted(List<Entry> entries) {
    for (int i = 1; i < entries.size(); i++) {
      if (entries.get(i - 1).address().compareLocal(entries.get(i).address()) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static Tree ofSorted(List<Entry> entries, int from, int to) {
    if (from == to) {
      return EMPTY;
    }
    int middle = (from + to) >>> 1;
    return new Tree(
        ofSorted(entries, from, middle), entries.get(middle), ofSorted(entries, middle + 1, to));
  }

  public int size() {
    return size;
  }

  /** The object; null when there is none. */
  Entry get(Entry.Address address) {
    Tree at = this;
    while (at.entry != null) {
      int order = address.compareLocal(at.entry.address());
      if (order == 0) {
        return at.entry;
      }
      at = order < 0 ? at.left : at.right;
    }
    return null;
  }

  Tree put(Entry added) {
    if (entry == null) {
      return new Tree(EMPTY, added, EMPTY);
    }
    int order = added.address().compareLocal(entry.address());
    if (order == 0) {
      return new Tree(left, added, right);
    }
    return order < 0
        ? balanced(left.put(added), entry, right)
        : balanced(left, entry, right.put(added));
  }

  Tree remove(Entry.Address address) {
    if (entry == null) {
      return this;
    }
    int order = address.compareLocal(entry.address());
    if (order < 0) {
      return balanced(left.remove(address), entry, right);
    }
    if (order > 0) {
      return balanced(left, entry, right.remove(address));
    }
    if (left.entry == null) {
      return right;
    }
    if (right.entry == null) {
      return left;
    }
    Entry successor = right.first();
    return balanced(left, successor, right.remove(successor.address()));
  }

  private Entry first() {
    Tree at = this;
    while (at.left.entry != null) {
      at = at.left;
    }
    return at.entry;
  }

  /** How many objects stand before the position, a {@link Entry.Address#local} or a part of one. */
  public int rank(String position) {
    int before = 0;
    Tree at = this;
    while (at.entry != null) {
      if (at.entry.address().local().compareTo(position) < 0) {
        before += at.left.size + 1;
        at = at.right;
      } else {
        at = at.left;
      }
    }
    return before;
  }

  /** The objects from one rank up to another, exclusively. */
  public List<Entry> slice(int from, int to) {
    List<Entry> slice = new ArrayList<>(Math.max(0, to - from));
    collect(from, to, slice);
    return slice;
  }

  private void collect(int from, int to, List<Entry> into) {
    if (entry == null || from >= to) {
      return;
    }
    if (from < left.size) {
      left.collect(from, Math.min(to, left.size), into);
    }
    if (from <= left.size && left.size < to) {
      into.add(entry);
    }
    int behind = left.size + 1;
    if (to > behind) {
      right.collect(Math.max(0, from - behind), to - behind, into);
    }
  }

  private static Tree balanced(Tree left, Entry entry, Tree right) {
    if (left.size + right.size <= 1) {
      return new Tree(left, entry, right);
    }
    if (right.size > DELTA * left.size) {
      return right.left.size < GAMMA * right.right.size
          ? new Tree(new Tree(left, entry, right.left), right.entry, right.right)
          : new Tree(
              new Tree(left, entry, right.left.left),
              right.left.entry,
              new Tree(right.left.right, right.entry, right.right));
    }
    if (left.size > DELTA * right.size) {
      return left.right.size < GAMMA * left.left.size
          ? new Tree(left.left, left.entry, new Tree(left.right, entry, right))
          : new Tree(
              new Tree(left.left, left.entry, left.right.left),
              left.right.entry,
              new Tree(left.right.right, entry, right));
    }
    return new Tree(left, entry, right);
  }
}
