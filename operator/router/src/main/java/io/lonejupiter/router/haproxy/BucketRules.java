package io.lonejupiter.router.haproxy;

import io.lonejupiter.model.StickinessType;
import io.lonejupiter.router.table.Sticky;
import java.util.List;

/**
 * The rules by which HAProxy gives a request its bucket: the one that its user is in, or else one
 * by the route's counter. Pure.
 *
 * <p>A user is known by a cookie ({@link SessionRules}), or by a hash of a header or of the
 * client's address.
 */
final class BucketRules {
  /**
   * The last two digits of the counter say in which hundredth the bucket is, the two before them
   * where in it. So any 100 requests in a row divide exactly by whole percents, and any 10,000 by
   * hundredths of one; the factors, coprime to 100, keep a backend's requests apart in time.
   */
  private static final String DRAW =
      """
        http-request track-sc0 var(txn.route) table counters if %1$s
        http-request set-var(txn.drawn) sc_inc_gpc0(0,counters) if %1$s
        http-request set-var(txn.fine) var(txn.drawn),div(100),mul(37),mod(100)
        http-request set-var(txn.bucket) var(txn.drawn),mul(19),mod(100),mul(100),add(txn.fine),add(10000) if { var(txn.drawn) -m found }
      """;

  /** Bucket, seconds since 1970, id, and the hash of an instance. */
  private static final String USER = "1[0-9]{4}[.][0-9]{10}[.][0-9a-f-]{36}([.][0-9a-f]{8})?";

  /**
   * The last cookie of the name before it that holds a user: HAProxy finds a cookie only by a name
   * in its configuration, and then a rule of each name would be passed by each request.
   */
  private static final String COOKIE = "^([^=]+)=(.*; *+)?\\1=(" + USER + ") *+(;.*)?$";

  /** What else a cookie may hold makes nobody known; what was found has no equals sign. */
  private static final String BY_COOKIE =
      """
        http-request set-var(txn.idle) var(txn.rule),field(6,|),add(0)
        http-request set-var(txn.cookies) req.fhdr(cookie) if { var(txn.idle) -m found }
        http-request set-var(txn.user) 'var(txn.rule),field(8,|),concat(=,txn.cookies),regsub("%s","\\3")' if { var(txn.cookies) -m found }
        http-request unset-var(txn.user) if { var(txn.user) -m sub = }
        http-request set-var(txn.bucket) var(txn.user),field(1,.),add(0) if { var(txn.user) -m found }
      """
          .formatted(COOKIE);

  /** The user of a route; short, as keys of a table are, and not for everybody to read. */
  private static final String ID =
      """
        http-request set-var(txn.id) %1$s if %2$s
        http-request set-var(txn.id) var(txn.route),concat(|,txn.id),sha1,bytes(0,16),hex if %2$s
      """;

  private BucketRules() {}

  static String of(List<Sticky> stickies) {
    var rules = new StringBuilder();
    if (!stickies.isEmpty()) {
      rules.append("  http-request set-var(txn.sticky) var(txn.rule),field(3,|)\n");
    }
    for (var index = 0; index < stickies.size(); index++) {
      rules.append(known(stickies.get(index), is(index)));
    }
    if (stickies.stream().anyMatch(SessionRules::isCookie)) {
      rules.append(BY_COOKIE);
    }
    return rules
        .append(draw("!{ var(txn.bucket) -m found } !{ var(txn.slot) -m found }"))
        .toString();
  }

  /** Sets txn.bucket by the counter of the route, where the condition is fulfilled. */
  static String draw(String condition) {
    return DRAW.formatted(condition);
  }

  /** That a route keeps its users by the sticky with this index. */
  static String is(int index) {
    return "{ var(txn.sticky) -m str " + index + " }";
  }

  private static String known(Sticky sticky, String condition) {
    return switch (sticky.type()) {
      case HEADER, CLIENT_ADDRESS -> withoutCookie(sticky, condition);
      case COOKIE, NONE -> "";
    };
  }

  private static String withoutCookie(Sticky sticky, String condition) {
    var header = "req.fhdr(" + sticky.name() + ")";
    var byHeader = sticky.type() == StickinessType.HEADER;
    var user = byHeader ? header : "src";
    var all = byHeader ? condition + " { " + header + " -m len gt 0 }" : condition;
    var bucket = "  http-request set-var(txn.bucket) %1$s,xxh32(0),mod(10000),add(10000) if %2$s\n";
    return (bucket + (sticky.instance() ? ID : "")).formatted(user, all);
  }
}
