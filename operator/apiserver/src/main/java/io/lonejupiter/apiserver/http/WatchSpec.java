package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.service.Selection;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a watch is about.
 *
 * @param since the version to go on from; null to begin with the objects as they are
 * @param initialState begin with the objects as they are
 * @param markInitialEnd tell with a bookmark when they are all sent
 */
record WatchSpec(
    Selection selection,
    Accept accept,
    String includeObject,
    Long since,
    boolean initialState,
    boolean markInitialEnd,
    boolean bookmarks,
    long timeoutSeconds) {

  static WatchSpec of(ApiRequest request, Selection selection, Accept accept) {
    String version = request.parameter("resourceVersion");
    String initial = request.parameter("sendInitialEvents");
    boolean fromNothing = version.isEmpty() || version.equals("0");
    boolean initialState = initial.isEmpty() ? fromNothing : request.flag("sendInitialEvents");
    return new WatchSpec(
        selection,
        accept,
        request.parameter("includeObject"),
        fromNothing ? null : version(version),
        initialState,
        request.flag("sendInitialEvents"),
        request.flag("allowWatchBookmarks"),
        timeout(request.parameter("timeoutSeconds")));
  }

  static long version(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw ApiException.badRequest(
          "invalid resource version: resourceVersion: Invalid value: \""
              + text
              + "\": must be a number");
    }
  }

  private static long timeout(String text) {
    if (text.isEmpty()) {
      return ThreadLocalRandom.current().nextLong(1800, 3600);
    }
    try {
      return Math.max(1, Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw ApiException.badRequest("timeoutSeconds must be a number, not \"" + text + "\"");
    }
  }
}
