package io.lonejupiter.cli.show;

import io.lonejupiter.core.route.Shares;
import io.lonejupiter.router.table.Action;
import io.lonejupiter.router.table.Condition;
import io.lonejupiter.router.table.Explanation;
import io.lonejupiter.router.table.Explanation.Found;
import io.lonejupiter.router.table.Request;
import io.lonejupiter.router.table.RouteTable;
import io.lonejupiter.router.table.Rule;
import io.lonejupiter.router.table.Sticky;
import io.lonejupiter.router.table.Target;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.stream.Collectors;

/** Routes for people. */
public final class RouteViews {
  private RouteViews() {}

  /** A row for each match of each route. */
  public static String list(RouteTable table) {
    var rows = Table.of("MATCH", "FRONT END", "ROUTE", "GOES TO", "READY");
    for (var rule : table.rules()) {
      for (var claim : rule.claims()) {
        rows.row(claim, rule.document(), rule.name(), destination(rule), ready(rule));
      }
    }
    return rows.text();
  }

  private static String destination(Rule rule) {
    var backends =
        rule.groups().stream()
            .map(group -> group.backend() + " " + percent(rule, group.backend()) + " %")
            .collect(Collectors.joining(", "));
    return rule.actions().entrySet().stream()
        .filter(each -> each.getKey().kind() == Action.Kind.REDIRECT)
        .map(each -> "redirect " + each.getKey().name() + " " + each.getValue().replace('|', ' '))
        .findFirst()
        .orElse(backends);
  }

  private static String ready(Rule rule) {
    return rule.groups().stream()
        .map(group -> count(group) + "/" + group.members().size())
        .collect(Collectors.joining(", "));
  }

  private static long count(Rule.Group group) {
    return group.members().stream().filter(Target::ready).count();
  }

  private static String percent(Rule rule, String backend) {
    var buckets =
        rule.split().shares().runs().stream()
            .filter(run -> run.backend().equals(backend))
            .mapToInt(run -> run.length())
            .sum();
    return BigDecimal.valueOf(buckets * 100L)
        .divide(BigDecimal.valueOf(Shares.TOTAL))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** What becomes of a request, and why. */
  public static String explanation(Request request, Explanation explanation) {
    var text = new StringBuilder();
    text.append(request.method() + " http://" + request.host() + request.path() + "\n");
    for (var passed : explanation.passed()) {
      text.append(
          "  passes %s of %s: not %s\n"
              .formatted(passed.claim(), name(passed.rule()), passed.unmet()));
    }
    explanation
        .found()
        .ifPresentOrElse(
            found -> text.append(found(found)),
            () -> text.append("  no route takes it: it is answered 404\n"));
    return text.toString();
  }

  private static String name(Rule rule) {
    return rule.document() + ", route " + rule.name();
  }

  private static String found(Found found) {
    var rule = found.rule();
    var text = new StringBuilder();
    text.append("  matches %s of %s\n".formatted(found.claim(), name(rule)));
    rule.actions().forEach((action, value) -> text.append(action(action, value)));
    found
        .override()
        .ifPresent(
            override ->
                text.append(
                    "  goes to %s whatever the weights, because of %s\n"
                        .formatted(
                            override.backend(),
                            override.conditions().stream()
                                .map(Condition::toString)
                                .collect(Collectors.joining(", ")))));
    if (found.override().isEmpty() && rule.sticky() != null) {
      text.append("  " + kept(rule.sticky()) + "\n");
    }
    if (!rule.groups().isEmpty()) {
      text.append('\n').append(backends(found));
    }
    return text.toString();
  }

  private static String action(Action action, String value) {
    var words = action.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "  %s%s %s\n"
        .formatted(words, action.name().isEmpty() ? "" : " " + action.name(), value);
  }

  private static String kept(Sticky sticky) {
    var what =
        switch (sticky.type()) {
          case COOKIE -> "cookie " + sticky.name();
          case HEADER -> "header " + sticky.name();
          default -> "client's address";
        };
    return "a user who is known by the "
        + what
        + (sticky.instance() ? " stays on one instance" : " stays on one backend");
  }

  private static String backends(Found found) {
    var rows = Table.of("BACKEND", "SHARE", "INSTANCE", "ADDRESS", "STATE");
    var rule = found.rule();
    for (var group : rule.groups()) {
      var share =
          found
              .override()
              .map(override -> override.backend().equals(group.backend()) ? "100" : "0")
              .orElseGet(() -> percent(rule, group.backend()));
      if (group.members().isEmpty()) {
        rows.row(group.backend(), share + " %", null, null, "no instance");
      }
      for (var member : group.members()) {
        rows.row(
            group.backend(),
            share + " %",
            member.instance(),
            member.address() + ":" + member.port(),
            state(member));
      }
    }
    return rows.text();
  }

  private static String state(Target target) {
    if (!target.green()) {
      return "not green";
    }
    return target.draining() ? "draining" : "ready";
  }
}
