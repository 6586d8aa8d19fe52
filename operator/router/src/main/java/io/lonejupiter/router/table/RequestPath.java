package io.lonejupiter.router.table;

import java.util.ArrayDeque;

/**
 * A path as routes look at it. One resource has many ways to be written, which its backend takes
 * for the same: {@code /public/../admin} and {@code /public/%2e%2e/admin} are {@code /admin}. A
 * route must not be reached, or be avoided, by another one of them. Pure.
 */
final class RequestPath {
  private static final String UNRESERVED = "-._~";
  private static final int HEX = 16;
  private static final int ENCODED = 3;

  private RequestPath() {}

  /**
   * Without the percent-encoding of what needs none, RFC 3986 section 6.2.2.2, and without the
   * segments {@code .} and {@code ..}, section 5.2.4. Slashes are kept as they are.
   */
  static String normalized(String path) {
    if (!path.startsWith("/")) {
      return path;
    }
    var segments = new ArrayDeque<String>();
    var all = decoded(path).substring(1).split("/", -1);
    for (var index = 0; index < all.length; index++) {
      var segment = all[index];
      var goesUp = segment.equals("..");
      if (goesUp) {
        segments.pollLast();
      }
      if (!goesUp && !segment.equals(".")) {
        segments.add(segment);
      } else if (index == all.length - 1) {
        segments.add("");
      }
    }
    return "/" + String.join("/", segments);
  }

  private static String decoded(String path) {
    var decoded = new StringBuilder();
    for (var at = 0; at < path.length(); at++) {
      var octet = octet(path, at);
      if (octet < 0) {
        decoded.append(path.charAt(at));
      } else {
        decoded.append((char) octet);
        at += ENCODED - 1;
      }
    }
    return decoded.toString();
  }

  /** What is encoded there, if that needs no encoding; negative if not. */
  private static int octet(String path, int at) {
    if (path.charAt(at) != '%' || at + ENCODED > path.length()) {
      return -1;
    }
    var high = Character.digit(path.charAt(at + 1), HEX);
    var low = Character.digit(path.charAt(at + 2), HEX);
    var octet = (char) (high * HEX + low);
    var unreserved =
        octet >= 'a' && octet <= 'z'
            || octet >= 'A' && octet <= 'Z'
            || octet >= '0' && octet <= '9'
            || UNRESERVED.indexOf(octet) >= 0;
    return high >= 0 && low >= 0 && unreserved ? octet : -1;
  }
}
