package io.lonejupiter.core.route;

import java.util.ArrayDeque;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A path as routes look at it. One resource has many ways to be written, which its backend takes
 * for the same: {@code /public/../admin} and {@code /public/%2e%2e/admin} are {@code /admin}. A
 * route must not be reached, or be avoided, by another one of them. Pure.
 */
public final class RequestPath {
  /**
   * Some servers go up at a {@code ..} of such a path in normalized form, once they have decoded it
   * or have cut off what is behind a semicolon. In the common syntax of PCRE and Java.
   */
  public static final String HIDDEN_DOTS = "(?i)(?:^|/|%2F|%5C)[.][.](?:/|%2F|%5C|;|$)";

  /** Why routers answer it 400. */
  public static final String NO_HIDDEN_DOTS =
      "a path has no .. beside a semicolon or an encoded slash";

  private static final Pattern HIDDEN = Pattern.compile(HIDDEN_DOTS);
  private static final String UNRESERVED = "-._~";
  private static final int HEX = 16;
  private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

  private RequestPath() {}

  /**
   * Without the percent-encoding of what needs none and with that of all else in upper case, RFC
   * 3986 section 6.2.2, and without the segments {@code .} and {@code ..}, section 5.2.4. Slashes
   * are kept as they are.
   */
  public static String normalized(String path) {
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

  /** Whether routers refuse it for {@link #NO_HIDDEN_DOTS}. */
  public static boolean hasHiddenDots(String path) {
    return HIDDEN.matcher(normalized(path)).find();
  }

  /**
   * What is left of a prefix in that form: no slash at its end, nothing of the one of all paths.
   */
  public static String prefix(String path) {
    var form = normalized(path);
    var end = form.length();
    while (end > 0 && form.charAt(end - 1) == '/') {
      end--;
    }
    return form.substring(0, end);
  }

  private static String decoded(String path) {
    return ENCODED
        .matcher(path)
        .replaceAll(
            match -> {
              var octet = (char) Integer.parseInt(match.group(1), HEX);
              return isUnreserved(octet)
                  ? String.valueOf(octet)
                  : match.group().toUpperCase(Locale.ROOT);
            });
  }

  private static boolean isUnreserved(char octet) {
    return octet >= 'a' && octet <= 'z'
        || octet >= 'A' && octet <= 'Z'
        || octet >= '0' && octet <= '9'
        || UNRESERVED.indexOf(octet) >= 0;
  }
}
