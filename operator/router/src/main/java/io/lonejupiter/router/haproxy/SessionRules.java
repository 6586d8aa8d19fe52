package io.lonejupiter.router.haproxy;

import io.lonejupiter.model.StickinessType;
import io.lonejupiter.router.table.Sticky;
import java.util.List;

/**
 * The rules by which HAProxy keeps users of a cookie: the cookie holds the bucket, when it was
 * given, an id and, where the user is kept on an instance, a hash of it. So it is known again after
 * a crash and by every router. Such users are also in a table for as long as they may come back,
 * each with the number of its server. Pure.
 */
final class SessionRules {
  /** Begins the names of the tables. */
  static final String TABLE = "sessions";

  /** A cookie is given again once half of its time has passed. */
  private static final String COMMON =
      """
        http-request set-var(txn.id) var(txn.user),field(3,.) if %2$s { var(txn.user) -m found }
        http-request set-var(txn.id) uuid if %2$s !{ var(txn.id) -m found }
        http-request set-var(txn.at) var(txn.user),field(2,.),add(0) if %2$s { var(txn.user) -m found }
        http-request set-var(txn.renew) bool(true) if %2$s !{ var(txn.user) -m found }
        http-request set-var(txn.renew) bool(true) if %2$s { date,sub(txn.at) -m int gt %5$d }
      """;

  private static final String VERSION =
      """
        http-after-response set-var-fmt(txn.cookie) "%1$s=%%[var(txn.bucket)].%%[date].%%[var(txn.id)]; Path=/; HttpOnly; SameSite=Lax; Max-Age=%3$d" if %2$s { var(txn.renew) -m bool }
      """;

  private static final String INSTANCE =
      """
        http-request set-var(txn.home) var(txn.user),field(4,.) if %2$s { var(txn.user) -m found }
        http-request set-var(txn.server) var(txn.slot),concat(|,txn.home),map_str(maps/instances.map) if %2$s { var(txn.home) -m found }
        http-request track-sc1 var(txn.id) table sessions%4$d if %2$s
        http-response set-var(txn.name) srv_name if %2$s
        http-response sc-set-gpt0(1) srv_id,add(txn.first) if %2$s
        http-response set-var(txn.given) var(txn.slot),concat(/,txn.name),map_str(maps/instances.map) if %2$s
        http-response set-var(txn.renew) bool(true) if %2$s { var(txn.given) -m found } !{ var(txn.given),strcmp(txn.home) eq 0 }
        http-after-response set-var-fmt(txn.cookie) "%1$s=%%[var(txn.bucket)].%%[date].%%[var(txn.id)].%%[var(txn.given)]; Path=/; HttpOnly; SameSite=Lax; Max-Age=%3$d" if %2$s { var(txn.renew) -m bool } { var(txn.given) -m found }
      """;

  /** A cache must not give one user's cookie to others. */
  private static final String GIVE =
      """
        http-after-response add-header Set-Cookie %[var(txn.cookie)] if { var(txn.cookie) -m found }
        http-after-response add-header Cache-Control private if { var(txn.cookie) -m found }
      """;

  private SessionRules() {}

  /** To stand behind the choice of the backend. */
  static String of(List<Sticky> stickies) {
    var rules = new StringBuilder();
    for (var index = 0; index < stickies.size(); index++) {
      var sticky = stickies.get(index);
      if (sticky.type() == StickinessType.COOKIE) {
        rules.append(
            (COMMON + (sticky.instance() ? INSTANCE : VERSION))
                .formatted(
                    sticky.name(),
                    BucketRules.is(index),
                    sticky.idleSeconds(),
                    index,
                    sticky.idleSeconds() / 2));
      }
    }
    return rules.append(GIVE).toString();
  }

  /** The tables of those who are kept on an instance. */
  static String tables(List<Sticky> stickies) {
    var tables = new StringBuilder();
    for (var index = 0; index < stickies.size(); index++) {
      if (stickies.get(index).instance()) {
        tables.append(
            """

            # Users who are kept on an instance, with the number of its server.
            backend %s
              stick-table type string len 36 size 1m expire %ds store gpt0 peers workers
            """
                .formatted(TABLE + index, stickies.get(index).idleSeconds()));
      }
    }
    return tables.toString();
  }
}
