package io.lonejupiter.apiserver.storage;

/** Somebody who follows the changes of a collection. Called by the publisher: must not wait. */
public interface Watcher {

  /** The last change it has dealt with; null as long as it has not begun. */
  Link position();

  /** There is more behind its position. */
  void wake();

  /** Nothing will follow what there is by now. */
  void finish();

  /** Its position is no longer part of the history: it was too slow. */
  void drop();
}
