package io.lonejupiter.router.haproxy;

import io.lonejupiter.core.route.RequestPath;

/**
 * The rules by which what a request asks for is brought into one form, before a route is looked
 * for: else a client would come to paths that no route leads to, by writing them in another way, or
 * into the name of the host. The form is that of {@link RequestPath}. Pure.
 */
final class TargetRules {
  private static final String BAD =
      "  http-request return status 400 content-type application/json string \"{\\\"error\\\":\\\"%s\\\"}\" if %s\n";

  private static final String ENCODED = "{ var(txn.encoded) -m found }";

  /**
   * The query is put aside, as its encoding is the client's own. Without {@code strict} HAProxy
   * would take the first one with a condition for another order.
   */
  private static final String DECODED =
      """
        http-request set-var(txn.query) query if %1$s
        http-request set-pathq %%[path] if %1$s
        http-request normalize-uri percent-decode-unreserved strict if %1$s
        http-request normalize-uri percent-to-uppercase strict if %1$s
        http-request set-query %%[var(txn.query)] if { var(txn.query) -m found }
      """
          .formatted(ENCODED);

  private static final String WITHOUT_DOTS =
      """
        http-request normalize-uri path-strip-dot if { path -m sub /. }
        http-request normalize-uri path-strip-dotdot full if { path -m sub /. }
      """;

  private static final String HIDDEN_DOTS =
      "{ path -m sub .. } { path -m reg " + RequestPath.HIDDEN_DOTS + " }";

  /** HAProxy has these directives since 2.4, and asks to be told that they may change. */
  static final String SETTINGS = "  expose-experimental-directives\n";

  private TargetRules() {}

  /** To stand before any look-up. */
  static String rules() {
    return BAD.formatted(
            "the Host header is no name of a host", "{ req.fhdr(host) -m sub / ? , @ \\\\ }")
        + BAD.formatted(
            "the request names no host or no path",
            "!{ req.hdr(host) -m found } !{ url -m beg / } or !{ path -m found } !{ method OPTIONS CONNECT }")
        // Some servers take it for a slash, and no route can name it.
        + BAD.formatted("a path has no backslash", "{ path -m sub \\\\ }")
        + "  http-request set-var(txn.encoded) path if { path -m sub % }\n"
        + BAD.formatted(
            "a % in the path is not followed by two hexadecimal digits",
            "{ var(txn.encoded) -m reg %(?![0-9A-Fa-f]{2}) }")
        + DECODED
        + WITHOUT_DOTS
        + BAD.formatted(RequestPath.NO_HIDDEN_DOTS, HIDDEN_DOTS);
  }
}
