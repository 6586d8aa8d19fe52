package io.lonejupiter.router.haproxy;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.model.StickinessType;
import io.lonejupiter.router.table.Sticky;
import java.util.List;
import java.util.Optional;

/**
 * The rules by which HAProxy keeps users. Of a cookie: it holds the bucket, when it was given, an
 * id and, where the user is kept on an instance, a hash of it; so it is known again after a crash
 * and by every router. Users who are kept on an instance are also in a table for as long as they
 * may come back, each with the number of its server; by it those of a header or an address are
 * known, over a reload, by this router alone. Where they begin is the same at all. Pure.
 */
final class SessionRules {
  /** Begins the names of the tables. */
  static final String TABLE = "sessions";

  static final String SERVER =
      """
        http-request set-var(txn.first) int(%d)
        use-server %%[var(txn.server)] if { var(txn.server) -m found }
      """;

  private static final String BY_COOKIE = "{ var(txn.idle) -m found }";

  private static final String ON_INSTANCE = "{ var(txn.keeps) -m found }";

  /**
   * A cookie is given again once half of its time has passed. In this order, as another router's
   * clock may be ahead: a negative number less a positive one is the largest of all in HAProxy 2.6.
   */
  private static final String COOKIE =
      """
        http-request set-var(txn.at) var(txn.user),field(2,.),add(0) if { var(txn.user) -m found }
        http-request set-var(txn.renew) bool(true) if %1$s !{ var(txn.user) -m found }
        http-request set-var(txn.renew) bool(true) if { var(txn.at) -m found } { date,mul(2),sub(txn.idle),sub(txn.at),sub(txn.at) -m int gt 0 }
        http-request set-var(txn.id) var(txn.user),field(3,.) if { var(txn.renew) -m bool } { var(txn.user) -m found }
        http-request set-var(txn.id) uuid if { var(txn.renew) -m bool } !{ var(txn.id) -m found }
      """
          .formatted(BY_COOKIE);

  private static final String INSTANCE =
      """
        http-request set-var(txn.keeps) var(txn.rule),field(7,|),add(0)
        http-response sc-set-gpt0(1) srv_id,add(txn.first) if %1$s { var(txn.id) -m found }
      """
          .formatted(ON_INSTANCE);

  private static final String INSTANCE_OF_COOKIE =
      """
        http-request set-var(txn.id) var(txn.user),field(3,.) if %1$s { var(txn.user) -m found }
        http-request set-var(txn.home) var(txn.user),field(4,.) if %1$s { var(txn.user) -m found }
        http-request set-var(txn.server) var(txn.slot),concat(|,txn.home),map_str(maps/instances.map) if %1$s { var(txn.home) -m found }
        http-response set-var(txn.name) srv_name if %1$s %2$s
        http-response set-var(txn.given) var(txn.slot),concat(/,txn.name),map_str(maps/instances.map) if { var(txn.name) -m found }
        http-response set-var(txn.renew) bool(true) if { var(txn.given) -m found } !{ var(txn.given),strcmp(txn.home) eq 0 }
      """
          .formatted(ON_INSTANCE, BY_COOKIE);

  private static final String FIND_INSTANCE =
      """
        http-request set-var(txn.home) var(txn.id),table_gpt0(%2$s) if %1$s { var(txn.id) -m found }
        http-request set-var(txn.server) var(txn.slot),concat(|n,txn.home),map_str(maps/instances.map) if %1$s { var(txn.home) -m int gt 0 }
      """;

  /** After a look into the table: who is not in it begins where all routers have him begin. */
  private static final String BEGIN =
      """
        http-request set-var(txn.part) var(txn.id),xxh32(0),mod(%2$d) if %1$s { var(txn.id) -m found } !{ var(txn.idle) -m found } !{ var(txn.server) -m found }
        http-request set-var(txn.table) var(txn.slot),concat(|h),map_str(maps/instances.map) if { var(txn.part) -m found }
        http-request set-var(txn.home) var(txn.table),concat(|,txn.part),map_str(maps/homes.map) if { var(txn.table) -m found }
        http-request set-var(txn.server) var(txn.slot),concat(|,txn.home),map_str(maps/instances.map) if { var(txn.table) -m found }
      """
          .formatted(ON_INSTANCE, Homes.PARTS);

  private static final String TRACK =
      "  http-request track-sc1 var(txn.id) table %2$s if %1$s { var(txn.id) -m found }\n";

  /** A cache must not give one user's cookie to others. */
  private static final String GIVE =
      """
        http-after-response set-var-fmt(txn.cookie) "%[var(txn.rule),field(8,|)]=%[var(txn.bucket)].%[date].%[var(txn.id)]; Path=/; HttpOnly; SameSite=Lax; Max-Age=%[var(txn.idle)]" if { var(txn.renew) -m bool } !{ var(txn.keeps) -m found }
        http-after-response set-var-fmt(txn.cookie) "%[var(txn.rule),field(8,|)]=%[var(txn.bucket)].%[date].%[var(txn.id)].%[var(txn.given)]; Path=/; HttpOnly; SameSite=Lax; Max-Age=%[var(txn.idle)]" if { var(txn.renew) -m bool } { var(txn.given) -m found }
        http-after-response add-header Set-Cookie %[var(txn.cookie)] if { var(txn.cookie) -m found }
        http-after-response add-header Cache-Control private if { var(txn.cookie) -m found }
      """;

  private static final String KEEPS_NOBODY =
      "  http-after-response allow if !{ var(txn.sticky) -m found }%s\n";

  private SessionRules() {}

  /**
   * To stand behind the choice of the backend, and with no rule for answers behind it but for
   * requests that do not fulfil the condition.
   */
  static String of(List<Sticky> stickies, String unless) {
    var rules = new StringBuilder();
    if (!stickies.isEmpty()) {
      rules.append(KEEPS_NOBODY.formatted(unless));
    }
    var byCookie = stickies.stream().anyMatch(SessionRules::isCookie);
    rules.append(byCookie ? COOKIE : "");
    if (stickies.stream().anyMatch(Sticky::instance)) {
      rules.append(INSTANCE).append(byCookie ? INSTANCE_OF_COOKIE : "");
    }
    for (var index = 0; index < stickies.size(); index++) {
      var sticky = stickies.get(index);
      var is = BucketRules.is(index);
      if (isRemembered(sticky)) {
        rules.append(FIND_INSTANCE.formatted(is, table(sticky)));
      }
      rules.append(sticky.instance() ? TRACK.formatted(is, table(sticky)) : "");
    }
    rules.append(stickies.stream().anyMatch(SessionRules::isRemembered) ? BEGIN : "");
    return rules.append(byCookie ? GIVE : "").toString();
  }

  static boolean isCookie(Sticky sticky) {
    return sticky.type() == StickinessType.COOKIE;
  }

  /** Whether the instance of its users is known by a table alone. */
  static boolean isRemembered(Sticky sticky) {
    return sticky.instance() && !isCookie(sticky);
  }

  /** What {@link ProxyState.MapFile#ROUTES} says of it behind the backend. */
  static String entry(Optional<Sticky> sticky) {
    var cookie = sticky.filter(SessionRules::isCookie);
    return "%s|%s|%s"
        .formatted(
            cookie.map(each -> String.valueOf(each.idleSeconds())).orElse(""),
            sticky.filter(Sticky::instance).map(each -> "1").orElse(""),
            cookie.map(Sticky::name).orElse(""));
  }

  /**
   * To stand in each backend, once some rule keeps users on an instance.
   *
   * @param backend its name
   */
  static String server(String backend) {
    return SERVER.formatted(ServerNumbers.first(backend));
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
