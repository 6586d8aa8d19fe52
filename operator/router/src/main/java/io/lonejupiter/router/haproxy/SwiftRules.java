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
  /** Begins the names of backends with instances, and no entry of another kind. */
  private static final String BACKEND = "{ var(txn.rule) -m beg s }";

  /** Begins the entry of a route that only has to draw. */
  static final String SPLIT = "=";

  private static final String DRAWS = "{ var(txn.rule) -m beg " + SPLIT + " }";

  private static final String RULES =
      """
        http-request set-var(txn.rule) var(txn.route),map_str(maps/routes.map)
        http-request set-var(txn.slot) var(txn.rule) if %1$s
        http-request allow if { var(txn.slot) -m found }%3$s
      %4$s  http-request set-var(txn.slot) var(txn.rule),concat(|,txn.bucket),map_beg(maps/splits.map) if %2$s
        http-request allow if { var(txn.slot) -m found }%3$s
      """;

  private SwiftRules() {}

  /**
   * To stand where txn.route may have been found.
   *
   * @param unless a further condition; a request that does not fulfil it has its backend, and goes
   *     on through all other rules
   */
  static String of(String unless) {
    var draw = BucketRules.draw(DRAWS + " !{ var(txn.bucket) -m found }");
    return RULES.formatted(BACKEND, DRAWS, unless, draw);
  }
}
