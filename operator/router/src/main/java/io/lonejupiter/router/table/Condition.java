package io.lonejupiter.router.table;

import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.model.ValueMatchType;
import io.lonejupiter.router.table.Feature.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a request must have beside host and path.
 *
 * @param value that the feature must have; {@link #YES} where that is whether it matches an
 *     expression
 */
public record Condition(Feature feature, String value) {
  static final String YES = "1";

  /** Of a match, in the order in which they count: method, headers, cookies, query parameters. */
  static List<Condition> of(RouteMatch match) {
    var conditions = new ArrayList<Condition>();
    if (match.method() != null) {
      conditions.add(new Condition(new Feature(Source.METHOD, "", ""), match.method()));
    }
    conditions.addAll(of(Source.HEADER, match.headers()));
    conditions.addAll(of(Source.COOKIE, match.cookies()));
    conditions.addAll(of(Source.QUERY, match.queryParams()));
    return List.copyOf(conditions);
  }

  /** Of several for one name the first counts, as Gateway API has it. */
  static List<Condition> of(Source source, List<ValueMatch> values) {
    var conditions = new ArrayList<Condition>();
    var names = new ArrayList<String>();
    for (var each : values == null ? List.<ValueMatch>of() : values) {
      var name = source == Source.HEADER ? each.name().toLowerCase(Locale.ROOT) : each.name();
      if (!names.contains(name)) {
        names.add(name);
        conditions.add(
            each.type() == ValueMatchType.REGULAR_EXPRESSION
                ? new Condition(new Feature(source, name, each.value()), YES)
                : new Condition(new Feature(source, name, ""), each.value()));
      }
    }
    return conditions;
  }

  /** That the whole path matches an expression. */
  static Condition ofPath(String expression) {
    return new Condition(new Feature(Source.PATH, "", expression), YES);
  }

  @Override
  public String toString() {
    var what = (feature.source().name().toLowerCase(Locale.ROOT) + " " + feature.name()).strip();
    return feature.asksForMatch() ? what + " ~ " + feature.expression() : what + " = " + value;
  }
}
