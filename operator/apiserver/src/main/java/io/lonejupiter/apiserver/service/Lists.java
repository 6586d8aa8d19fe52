package io.lonejupiter.apiserver.service;

import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.Entry;
import io.lonejupiter.apiserver.storage.ObjectImage;
import io.lonejupiter.apiserver.storage.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists of one moment: as of now, as of a version, or the next chunk of a list that was begun
 * before and shows what was there then. All chunks of a list are of one state.
 */
public final class Lists {
  /** How many objects are looked at in one go while a selector is applied. */
  private static final int STRIDE = 500;

  private final ObjectImage image;

  Lists(ObjectImage image) {
    this.image = image;
  }

  /**
   * @param limit 0 for everything
   */
  public ObjectService.Chunk now(Selection selection, long limit) {
    ObjectImage.State state = image.state();
    Tree tree = state.collection(selection.type().storedAs()).objects();
    return chunk(selection, tree, state.version(), "", limit);
  }

  /**
   * As of a version.
   *
   * @throws ApiException 410 when it is too old, 504 when it has not come yet
   */
  public ObjectService.Chunk at(Selection selection, long version, long limit) {
    requireReached(version, Long.toString(version));
    try {
      Tree tree = image.at(selection.type().storedAs(), version).objects();
      return chunk(selection, tree, version, "", limit);
    } catch (ApiException e) {
      throw ApiException.gone("The resourceVersion for the provided list is too old.");
    }
  }

  /**
   * Goes on where a token says.
   *
   * @throws ApiException 400 when it is none of ours, 410 when it is too old, 504 when its version
   *     has not come yet
   */
  public ObjectService.Chunk next(Selection selection, String token, long limit) {
    Paging paging = Paging.parse(token);
    String position = selection.prefix() + paging.position();
    if (paging.version() < 0) {
      ObjectImage.State state = image.state();
      Tree tree = state.collection(selection.type().storedAs()).objects();
      return chunk(selection, tree, state.version(), position, limit);
    }
    requireReached(paging.version(), Long.toString(paging.version()));
    try {
      Tree tree = image.at(selection.type().storedAs(), paging.version()).objects();
      return chunk(selection, tree, paging.version(), position, limit);
    } catch (ApiException e) {
      throw ApiException.goneButMayGoOn(new Paging(Paging.ANY, paging.position()).token());
    }
  }

  /**
   * @throws ApiException 504 when the version has not come yet
   */
  public void requireReached(long version, String asSent) {
    if (version > image.version()) {
      throw ApiException.versionTooLarge(asSent, image.version());
    }
  }

  private static ObjectService.Chunk chunk(
      Selection selection, Tree tree, long version, String position, long limit) {
    String prefix = selection.prefix();
    int from = tree.rank(position.isEmpty() ? prefix : position);
    int end = tree.rank(prefix) + selection.size(tree);
    List<Entry> entries = new ArrayList<>();
    int at = from;
    boolean more = false;
    while (at < end && !more) {
      int stride = selection.everything() && limit == 0 ? end - at : STRIDE;
      for (Entry entry : tree.slice(at, Math.min(end, at + stride))) {
        if (selection.selects(entry)) {
          if (limit > 0 && entries.size() == limit) {
            more = true;
            break;
          }
          entries.add(entry);
        }
        at++;
      }
    }
    if (!more) {
      return new ObjectService.Chunk(version, entries, "", 0);
    }
    String last = entries.get(entries.size() - 1).address().local().substring(prefix.length());
    return new ObjectService.Chunk(
        version, entries, Paging.behind(version, last).token(), end - from - entries.size());
  }

  /** The first text that is greater than all that begin with the prefix. */
  static String behind(String prefix) {
    return prefix.substring(0, prefix.length() - 1)
        + (char) (prefix.charAt(prefix.length() - 1) + 1);
  }
}
