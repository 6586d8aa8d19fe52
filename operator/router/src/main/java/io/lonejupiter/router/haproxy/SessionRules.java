package io.lonejupiter.router.haproxy;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.model.StickinessType;
import io.lonejupiter.router.table.Sticky;
import java.util.List;

/**
 * The rules by which HAProxy keeps users. Of a cookie: it holds the bucket, when it was given, an
 * id and, where the user is kept on an instance, a hash of it; so it is known again after a crash
 * and by every router. Users who are kept on an instance are also in a table for as long as they
 * may come back, each with the number of its server; by it those of a header or an address are
 * known, over a reload, by this router alone. Pure.
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
        http-request track-sc1 var(txn.id) table %4$s if %2$s
        http-response set-var(txn.name) srv_name if %2$s
        http-response sc-set-gpt0(1) srv_id,add(txn.first) if %2$s
        http-response set-var(txn.given) var(txn.slot),concat(/,txn.name),map_str(maps/instances.map) if %2$s
        http-response set-var(txn.renew) bool(true) if %2$s { var(txn.given) -m found } !{ var(txn.given),strcmp(txn.home) eq 0 }
        http-after-response set-var-fmt(txn.cookie) "%1$s=%%[var(txn.bucket)].%%[date].%%[var(txn.id)].%%[var(txn.given)]; Path=/; HttpOnly; SameSite=Lax; Max-Age=%3$d" if %2$s { var(txn.renew) -m bool } { var(txn.given) -m found }
      """;

  private static final String WITHOUT_COOKIE =
      """
        http-request set-var(txn.home) var(txn.id),table_gpt0(%2$s) if %1$s { var(txn.id) -m found }
        http-request set-var(txn.server) var(txn.slot),concat(|n,txn.home),map_str(maps/instances.map) if %1$s { var(txn.home) -m int gt 0 }
        http-request track-sc1 var(txn.id) table %2$s if %1$s { var(txn.id) -m found }
        http-response sc-set-gpt0(1) srv_id,add(txn.first) if %1$s { var(txn.id) -m found }
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
                    table(sticky),
                    sticky.idleSeconds() / 2));
      } else if (sticky.instance()) {
        rules.append(WITHOUT_COOKIE.formatted(BucketRules.is(index), table(sticky)));
      }
    }
    return rules.append(GIVE).toString();
  }

  /** By it a reload hands on what is in it, whatever other users are kept by then. */
  private static String table(Sticky sticky) {
    return TABLE + "-" + Documents.hash(sticky, 8);
  }

  /** The tables of those who are kept on an instance. */
  static String tables(List<Sticky> stickies) {
    var tables = new StringBuilder();
    for (var sticky : stickies) {
      if (sticky.instance()) {
        tables.append(
            """

            # Users who are kept on an instance, with the number of its server.
            backend %s
              stick-table type string len 36 size 1m expire %ds store gpt0 peers workers
            """
                .formatted(table(sticky), sticky.idleSeconds()));
      }
    }
    return tables.toString();
  }
}
