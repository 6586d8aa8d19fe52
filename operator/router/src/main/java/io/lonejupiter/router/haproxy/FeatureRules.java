package io.lonejupiter.router.haproxy;

import io.lonejupiter.router.table.Decision;
import io.lonejupiter.router.table.Feature;
import java.util.List;

/**
 * The rules by which HAProxy walks through a {@link Decision}: each feature is looked at once, and
 * leads from the state in {@code txn.route} to the next one, or to the route. Pure.
 */
final class FeatureRules {
  private static final String OPEN = "{ var(txn.route) -m beg " + Decision.OPEN + " }";

  /** The second one of the steps counts, where there is one. */
  private static final String STEP =
      """
        http-request set-var(txn.next) var(txn.route),concat(|%1$d),map_str(maps/steps.map) if %2$s
        http-request set-var(txn.next) var(txn.route),concat(|%1$d=,txn.f%1$d),map_str(maps/steps.map) if %2$s
        http-request set-var(txn.route) var(txn.next) if %2$s
      """;

  private FeatureRules() {}

  /** To stand behind each look-up of txn.route. Without a feature there is nothing to decide. */
  static String of(List<Feature> features) {
    if (features.isEmpty()) {
      return "";
    }
    var rules = new StringBuilder();
    rules.append("  http-request set-var(txn.next) var(txn.route) if ").append(OPEN).append('\n');
    for (var index = 0; index < features.size(); index++) {
      var feature = features.get(index);
      rules.append("  http-request set-var(txn.f").append(index).append(") ");
      if (feature.asksForMatch()) {
        // Of several headers or parameters of one name the same one as for an exact value.
        rules.append(fetch(feature)).append(" if ").append(OPEN).append('\n');
        rules.append("  http-request unset-var(txn.f").append(index).append(") if ").append(OPEN);
        rules.append(" !{ var(txn.f").append(index).append(") -m reg ");
        rules.append(Expressions.quoted(feature.expression())).append(" }\n");
        rules.append("  http-request set-var(txn.f").append(index).append(") str(1) if ");
        rules.append(OPEN).append(" { var(txn.f").append(index).append(") -m found }\n");
      } else {
        rules.append(fetch(feature)).append(",url_enc if ").append(OPEN).append('\n');
      }
      rules.append(STEP.formatted(index, OPEN));
    }
    rules.append("  http-request unset-var(txn.route) if ").append(OPEN).append('\n');
    return rules.toString();
  }

  private static String fetch(Feature feature) {
    return switch (feature.source()) {
      case METHOD -> "method";
      case PATH -> "path";
      case HEADER -> "req.fhdr(" + feature.name() + ")";
      case COOKIE -> "req.cook(" + feature.name() + ")";
      case QUERY -> "url_param(" + feature.name() + "),url_dec(1)";
    };
  }
}
