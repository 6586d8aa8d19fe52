package io.lonejupiter.router.haproxy;

/**
 * The rules by which a request of a route that does nothing but choose a backend gets there at
 * once. What other routes do with theirs, and what they are recognized by, costs it nothing:
 * HAProxy would have to ask for each of these whether it is meant. Pure.
 *
 * <p>The entry of such a route in {@link ProxyState.MapFile#ROUTES} is the only backend that it
 * has, or its split behind {@link #SPLIT}.
 */
final class SwiftRules {
  /** That a route has one backend: begins their names, and no entry of another kind. */
  private static final String BACKEND = "{ var(txn.rule) -m beg s }";

  /** Begins the entry of a route that only has to draw. */
  static final String SPLIT = "=";

  /** To stand where the backend is chosen. */
  static final String USE = "  use_backend %[var(txn.rule)] if " + BACKEND + "\n";

  private static final String DRAWS = "{ var(txn.rule) -m beg " + SPLIT + " }";

  private static final String READ =
      """
        http-request set-var(txn.rule) var(txn.route),map_str(maps/routes.map)%1$s
        http-request allow if %2$s%3$s
      """;

  private static final String ASKED = "  http-request set-var(txn.slot) var(txn.rule) if %s\n";

  private static final String DRAW =
      """
      %2$s  http-request set-var(txn.slot) var(txn.rule),concat(|,txn.bucket),map_beg(maps/splits.map) if %1$s
        http-request allow if { var(txn.slot) -m found }%3$s
      """;

  private final String unless;

  /**
   * @param unless a further condition; a request that does not fulfil it has its backend, and goes
   *     on through all other rules
   */
  SwiftRules(String unless) {
    this.unless = unless;
  }

  /** To stand where txn.route may have been found, and will be looked for if it was not. */
  String first() {
    return READ.formatted(" if { var(txn.route) -m found }", BACKEND, unless);
  }

  /** To stand behind the look-ups that come after {@link #first}. */
  String rest() {
    return read(" if !{ var(txn.rule) -m found }");
  }

  /** To stand where txn.route may have been found. */
  String all() {
    return read("");
  }

  private String read(String condition) {
    return READ.formatted(condition, BACKEND, unless)
        + (unless.isEmpty() ? "" : ASKED.formatted(BACKEND))
        + DRAW.formatted(DRAWS, BucketRules.draw(DRAWS + " !{ var(txn.bucket) -m found }"), unless);
  }
}
