package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.service.Selection;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a watch is about.
 *
 * @param rendering the form of the objects; its time is of no meaning
 * @param since the version to go on from, or which must have been reached before the objects are
 *     sent; 0 for none
 * @param initialState begin with the objects as they are
 * @param bookmarks tell now and then, and when the objects are all sent, how far it is
 */
record WatchSpec(
    Selection selection,
    Rendering rendering,
    String version,
    long since,
    boolean initialState,
    boolean bookmarks,
    long timeoutSeconds) {
  private static final long SHORTEST_SECONDS = 1800;

  static WatchSpec of(ReadOptions options, Selection selection, Rendering rendering) {
    long timeout = options.timeoutSeconds();
    return new WatchSpec(
        selection,
        rendering,
        options.version(),
        options.versionNumber(),
        options.initialEvents(),
        options.bookmarks(),
        timeout > 0
            ? timeout
            : ThreadLocalRandom.current().nextLong(SHORTEST_SECONDS, 2 * SHORTEST_SECONDS));
  }
}
