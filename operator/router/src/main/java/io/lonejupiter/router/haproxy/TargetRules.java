package io.lonejupiter.router.haproxy;

/**
 * The rules by which what a request asks for is brought into one form, before a route is looked
 * for: else a client would come to paths that no route leads to, by writing them in another way, or
 * into the name of the host. Pure.
 */
final class TargetRules {
  private static final String BAD =
      "  http-request return status 400 content-type application/json string \"{\\\"error\\\":\\\"%s\\\"}\" if %s\n";

  /**
   * HAProxy has these directives since 2.4, and asks to be told that they may change. Without
   * {@code strict} it takes no notice of a first one with a condition.
   */
  private static final String NORMALIZATION =
      """
        http-request normalize-uri percent-decode-unreserved strict if { path -m sub % }
        http-request normalize-uri path-strip-dot if { path -m sub /. }
        http-request normalize-uri path-strip-dotdot full if { path -m sub /. }
      """;

  /** To stand in the global section. */
  static final String SETTINGS = "  expose-experimental-directives\n";

  private TargetRules() {}

  /** To stand before any look-up. */
  static String rules() {
    return BAD.formatted("the Host header is no name of a host", "{ req.hdr(host) -m sub / }")
        + BAD.formatted(
            "a % in the path or the query is not followed by two hexadecimal digits",
            "{ path -m sub % } { url -m reg %(?![0-9A-Fa-f]{2}) }")
        + NORMALIZATION;
  }
}
