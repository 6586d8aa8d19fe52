package io.lonejupiter.router.haproxy;

import io.lonejupiter.router.table.HostKind;
import java.util.Collection;

/**
 * The rules by which a route is found, or the state in which it begins to be decided: by the name
 * of the host, by the wildcards that it is one of, and by the routes of all hosts. Each is one
 * look-up for the longest key that the host, the path and {@link #END} begin with. Pure.
 */
final class PathRules {
  /**
   * Stands behind each path: a prefix is a key that ends in its slash, so that it ends at a
   * segment's border; a whole path is one with both, and no path has the second.
   */
  static final String END = "/?";

  static final String MISSING = "!{ var(txn.route) -m found }";

  private static final String PATH = "  http-request set-var(txn.path) path if %s\n";

  private static final String HOST =
      "  http-request set-var(txn.host) req.fhdr(host),host_only,lower,rtrim(.)%s\n";

  /** Most clients send the name as it is in the route, and then nothing is put together. */
  private static final String AS_SENT =
      "  http-request set-var(txn.route) base,concat(" + END + "),map_beg(maps/paths.map)\n";

  private static final String LOOK_UP =
      "  http-request set-var(txn.route) %s,concat(,txn.path,"
          + END
          + "),map_beg(maps/paths.map) if %s\n";

  private static final String WILDCARD =
      "  http-request set-var(txn.wildcard) var(txn.host),map_end(maps/wildcard.map) if %s\n";

  private static final String IS_WILDCARD = "{ var(txn.wildcard) -m found }";

  private final Collection<HostKind> kinds;

  private final boolean logs;

  /**
   * @param kinds that routes have; no request pays for others
   * @param logs whether the host is needed for more than look-ups
   */
  PathRules(Collection<HostKind> kinds, boolean logs) {
    this.kinds = kinds;
    this.logs = logs;
  }

  /** To stand before all that may refuse a request. */
  String logged() {
    return logs ? HOST.formatted("") : "";
  }

  /** The first look-up: by the name as it was sent. Empty where no route has one. */
  String asSent() {
    return kinds.contains(HostKind.NAME) ? AS_SENT : "";
  }

  /** The look-ups for requests that have no route yet. */
  String all() {
    var byName = kinds.contains(HostKind.NAME) ? LOOK_UP.formatted("var(txn.host)", MISSING) : "";
    return PATH.formatted(MISSING) + host(!kinds.isEmpty()) + byName + lessExactly("");
  }

  /**
   * The look-ups for requests whose host has routes by its name, none of which they came to.
   *
   * @param decision what stands behind each
   */
  String again(String decision) {
    return PATH.formatted(MISSING)
        + host(kinds.contains(HostKind.WILDCARD))
        + lessExactly(decision);
  }

  /** To stand where no request comes: HAProxy knows a map only if a rule reads it. */
  String unread() {
    return kinds.contains(HostKind.WILDCARD)
        ? ""
        : "  http-request set-var(txn.none) str(-),map_end(maps/wildcard.map)\n";
  }

  private String host(boolean needed) {
    return needed && !logs ? HOST.formatted(" if " + MISSING) : "";
  }

  private String lessExactly(String decision) {
    var rules = new StringBuilder();
    if (kinds.contains(HostKind.WILDCARD)) {
      rules.append(WILDCARD.formatted(MISSING));
      rules.append(LOOK_UP.formatted("var(txn.wildcard)", MISSING + " " + IS_WILDCARD));
      rules.append(decision);
    }
    rules.append(LOOK_UP.formatted("str(*)", MISSING)).append(decision);
    return rules.toString();
  }
}
