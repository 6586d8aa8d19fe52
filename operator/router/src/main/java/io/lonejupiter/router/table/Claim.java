package io.lonejupiter.router.table;

import io.lonejupiter.model.PathMatchType;

/**
 * A host and path that a route asks for; no two documents may hold the same one.
 *
 * @param host a host name, {@code *.} and a host name, or {@code *} for any
 * @param path without a slash at the end when it is a prefix; the prefix of everything is empty
 */
public record Claim(String host, PathMatchType type, String path) {
  static final String ANY_HOST = "*";

  static Claim of(String host, PathMatchType type, String path) {
    return new Claim(host, type, type == PathMatchType.EXACT ? path : withoutTrailingSlashes(path));
  }

  private static String withoutTrailingSlashes(String path) {
    var end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  boolean exact() {
    return type == PathMatchType.EXACT;
  }

  /** Key in HAProxy's maps. A prefix ends in a slash, so that it ends at a segment's border. */
  public String key() {
    return exact() ? host + path : host + path + "/";
  }

  @Override
  public String toString() {
    return host + (exact() ? path + " (exact)" : path.isEmpty() ? "/" : path);
  }
}
