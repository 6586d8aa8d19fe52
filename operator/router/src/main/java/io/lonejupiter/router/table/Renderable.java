package io.lonejupiter.router.table;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.validate.RegularExpressions;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.BalanceType;
import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.model.Patterns;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.RouteOverride;
import io.lonejupiter.model.StickinessType;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.model.ValueMatchType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether a document can be obeyed as it stands. Nothing of it is left out in silence: what this
 * router cannot do yet is a reason to keep the document's last good revision.
 */
public final class Renderable {
  /**
   * What HAProxy's map files and command line take without escaping. No {@code <}: two of them
   * begin a payload on its command line, which then never answers.
   */
  private static final Pattern PATH = Pattern.compile("/[!$-:=-\\[\\]-~]*");

  private static final Pattern HOST = Pattern.compile(Patterns.HOSTNAME);
  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");

  private static final Pattern VALUE_NAME = Pattern.compile(Patterns.VALUE_NAME);

  private static final int LONGEST_HOST = 253;

  /** Escaped, a key with it must fit into one command. */
  private static final int LONGEST_VALUE = 512;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");

  private Renderable() {}

  /** The reason why not, as a sentence for the report. */
  public static Optional<String> problem(RouteDocument document) {
    if (!matches(NAME, document.namespace()) || !matches(NAME, document.name())) {
      return Optional.of(
          "namespace '%s' and name '%s' must be Kubernetes names"
              .formatted(document.namespace(), document.name()));
    }
    if (document.revision() == null) {
      return Optional.of("revision is missing");
    }
    for (var host : orEmpty(document.hostnames())) {
      if (host == null
          || host.length() > LONGEST_HOST
          || !matches(HOST, host.toLowerCase(Locale.ROOT))) {
        return Optional.of("hostname '%s' is no host name".formatted(host));
      }
    }
    if (document.routes() == null) {
      return Optional.of("routes is missing");
    }
    for (var index = 0; index < document.routes().size(); index++) {
      var problem = problem(document.routes().get(index));
      if (problem.isPresent()) {
        return Optional.of("routes[" + index + "]: " + problem.get());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> problem(Route route) {
    for (var match : orEmpty(route.matches())) {
      var problem = problem(match);
      if (problem.isPresent()) {
        return problem;
      }
    }
    if (route.name() != null && !matches(NAME, route.name())) {
      return Optional.of("name '%s' is no name".formatted(route.name()));
    }
    for (var backend : route.backendRefs()) {
      var problem = problem(backend);
      if (problem.isPresent()) {
        return problem;
      }
    }
    for (var override : orEmpty(route.overrides())) {
      var problem = problem(override);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return stickiness(route)
        .or(() -> weights(route))
        .or(() -> balance(route))
        .or(() -> timeouts(route))
        .or(() -> RenderableFilters.problem(route));
  }

  private static Optional<String> problem(RouteMatch match) {
    if (match.method() != null && !matches(METHOD, match.method())) {
      return Optional.of("matches.method '%s' is no method".formatted(match.method()));
    }
    var values =
        problem("matches.headers", match.headers())
            .or(() -> problem("matches.cookies", match.cookies()))
            .or(() -> problem("matches.queryParams", match.queryParams()));
    if (values.isPresent()) {
      return values;
    }
    if (match.path() != null && match.path().type() == PathMatchType.REGULAR_EXPRESSION) {
      return expression("matches.path.value", match.path().value());
    }
    if (match.path() != null
        && match.path().value() != null
        && (match.path().value().length() > LONGEST_VALUE
            || !matches(PATH, match.path().value()))) {
      return Optional.of(
          "matches.path.value '%s' must begin with / and hold up to 512 visible ASCII characters without %s"
              .formatted(match.path().value(), "\" # ; \\ and spaces"));
    }
    return Optional.empty();
  }

  private static Optional<String> problem(String field, List<ValueMatch> values) {
    for (var each : orEmpty(values)) {
      if (!matches(VALUE_NAME, each.name())) {
        return Optional.of(
            "%s.name '%s' must be letters, digits, '.', '_' and '-'".formatted(field, each.name()));
      }
      if (each.value() == null || each.value().isEmpty() || each.value().length() > LONGEST_VALUE) {
        return Optional.of(
            "%s.value of '%s' must have 1 to %d characters"
                .formatted(field, each.name(), LONGEST_VALUE));
      }
      if (each.type() == ValueMatchType.REGULAR_EXPRESSION) {
        var problem = expression(field + ".value", each.value());
        if (problem.isPresent()) {
          return problem;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> expression(String field, String expression) {
    if (expression == null || expression.isEmpty() || expression.length() > LONGEST_VALUE) {
      return Optional.of("%s must have 1 to %d characters".formatted(field, LONGEST_VALUE));
    }
    return RegularExpressions.problem(expression)
        .map(problem -> "%s '%s': %s".formatted(field, expression, problem));
  }

  private static Optional<String> problem(RouteOverride override) {
    if (orEmpty(override.headers()).isEmpty() && orEmpty(override.cookies()).isEmpty()) {
      return Optional.of("overrides: name a header or a cookie");
    }
    if (override.backendRef() == null) {
      return Optional.of("overrides.backendRef is missing");
    }
    return problem("overrides.headers", override.headers())
        .or(() -> problem("overrides.cookies", override.cookies()))
        .or(() -> problem(override.backendRef()));
  }

  private static Optional<String> problem(BackendRef backend) {
    if (backend.app() == null || !backend.app().matches(Patterns.NAME)) {
      return Optional.of("backendRefs.app '%s' is no name".formatted(backend.app()));
    }
    if (backend.version() == null && backend.branch() == null && backend.labels() == null) {
      return Optional.of("backendRefs names none of version, branch and labels");
    }
    if (backend.version() != null && !backend.version().matches(Patterns.VERSION)
        || backend.branch() != null && !backend.branch().matches(Patterns.BRANCH)) {
      return Optional.of(
          "backendRefs: '%s' is no version, or '%s' no branch"
              .formatted(backend.version(), backend.branch()));
    }
    if (backend.labels() != null
        && !backend.labels().values().stream()
            .allMatch(value -> value != null && value.matches(Patterns.LABEL_VALUE))) {
      return Optional.of("backendRefs.labels has a value that is none of a label");
    }
    for (var label : backend.labels() == null ? List.<String>of() : backend.labels().keySet()) {
      if (!BackendSelector.LABELS.contains(label)) {
        return Optional.of(
            "backendRefs.labels: '%s' is none of %s".formatted(label, BackendSelector.LABELS));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> balance(Route route) {
    var balance = route.balance();
    var needsName =
        balance != null
            && (balance.type() == BalanceType.HASH_HEADER
                || balance.type() == BalanceType.HASH_COOKIE);
    return needsName && !matches(VALUE_NAME, balance.name())
        ? Optional.of(
            "balance.name '%s' must be letters, digits, '.', '_' and '-'".formatted(balance.name()))
        : Optional.empty();
  }

  private static Optional<String> timeouts(Route route) {
    var timeouts = route.timeouts();
    if (timeouts == null) {
      return Optional.empty();
    }
    if (timeouts.connect() != null && !timeouts.connect().matches(Patterns.POSITIVE_DURATION)) {
      return Optional.of(
          "timeouts.connect '%s' must be more than nothing".formatted(timeouts.connect()));
    }
    return Timeouts.problem("timeouts.request", timeouts.request())
        .or(() -> Timeouts.problem("timeouts.tunnel", timeouts.tunnel()))
        .or(() -> Timeouts.problem("timeouts.connect", timeouts.connect()));
  }

  private static Optional<String> stickiness(Route route) {
    var stickiness = route.stickiness();
    if (stickiness == null) {
      return Optional.empty();
    }
    if (stickiness.type() == StickinessType.HEADER && stickiness.name() == null) {
      return Optional.of("stickiness.name of the header is missing");
    }
    if (stickiness.name() != null && !matches(VALUE_NAME, stickiness.name())) {
      return Optional.of(
          "stickiness.name '%s' must be letters, digits, '.', '_' and '-'"
              .formatted(stickiness.name()));
    }
    return Timeouts.problem("stickiness.idleTimeout", stickiness.idleTimeout());
  }

  private static Optional<String> weights(Route route) {
    if (route.backendRefs().isEmpty()) {
      return Optional.empty();
    }
    if (route.backendRefs().size() == 1 && route.backendRefs().get(0).weight() == null) {
      return Optional.empty();
    }
    var total = route.weightTotal() == null ? 100 : route.weightTotal();
    var sum = 0L;
    for (var backend : route.backendRefs()) {
      if (backend.weight() == null || backend.weight() < 0) {
        return Optional.of("backendRefs.weight is missing or negative");
      }
      sum += backend.weight();
    }
    if (total != 100 && total != 10_000) {
      return Optional.of("weightTotal %d is not 100 or 10000".formatted(total));
    }
    return sum == total
        ? Optional.empty()
        : Optional.of(
            "the weights of backendRefs add up to %d, not to weightTotal %d".formatted(sum, total));
  }

  static boolean isPath(String value) {
    return matches(PATH, value);
  }

  private static boolean matches(Pattern pattern, String value) {
    return value != null && pattern.matcher(value).matches();
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
