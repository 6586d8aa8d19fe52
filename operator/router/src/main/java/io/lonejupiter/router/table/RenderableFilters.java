package io.lonejupiter.router.table;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.unit.Quantities;
import io.lonejupiter.core.validate.Validate;
import io.lonejupiter.model.HeaderModifier;
import io.lonejupiter.model.HeaderValue;
import io.lonejupiter.model.PathModifier;
import io.lonejupiter.model.Patterns;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteFilter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the filters and limits of a route can be obeyed as they stand. */
final class RenderableFilters {
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_HOST = 253;
  private static final int LONGEST_VALUE = 512;
  private static final int MOST_CHANGES = 16;
  private static final int MOST_ACTIONS = 64;
  private static final int HIGHEST_PORT = 65_535;

  /** The most that HAProxy's numbers hold in a comparison, with room for what is subtracted. */
  private static final long LONGEST_BODY = 1L << 60;

  private RenderableFilters() {}

  /** The reason why not. */
  static Optional<String> problem(Route route) {
    for (var filter : route.filters() == null ? List.<RouteFilter>of() : route.filters()) {
      if (filter == null || filter.type() == null) {
        return Optional.of("filters.type is missing");
      }
      var problem =
          headers("requestHeaderModifier", filter.requestHeaderModifier())
              .or(() -> headers("responseHeaderModifier", filter.responseHeaderModifier()))
              .or(() -> rewrite(filter))
              .or(() -> redirect(filter));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Validate.filters(route).stream()
        .findFirst()
        .map(error -> error.path() + ": " + error.message())
        .or(() -> limits(route));
  }

  private static Optional<String> headers(String field, HeaderModifier headers) {
    if (headers == null) {
      return Optional.empty();
    }
    return Stream.of(orEmpty(headers.set()), orEmpty(headers.add()))
        .map(values -> values(field, values))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> names(field, orEmpty(headers.remove())));
  }

  private static Optional<String> values(String field, List<HeaderValue> values) {
    for (var each : values) {
      if (each == null || !isName(each.name())) {
        return Optional.of("filters.%s has a header without a usable name".formatted(field));
      }
      if (each.value() == null
          || each.value().length() > LONGEST_VALUE
          || !each.value().matches(Patterns.HEADER_VALUE)) {
        return Optional.of(
            "filters.%s: the value of '%s' must be 1 to %d visible ASCII characters"
                .formatted(field, each.name(), LONGEST_VALUE));
      }
    }
    return values.size() > MOST_CHANGES
        ? Optional.of("filters.%s has more than %d values".formatted(field, MOST_CHANGES))
        : Optional.empty();
  }

  private static Optional<String> names(String field, List<String> names) {
    return names.size() > MOST_CHANGES || !names.stream().allMatch(RenderableFilters::isName)
        ? Optional.of("filters.%s.remove is no list of up to 16 names".formatted(field))
        : Optional.empty();
  }

  private static boolean isName(String name) {
    return name != null && name.length() <= LONGEST_NAME && name.matches(Patterns.VALUE_NAME);
  }

  private static Optional<String> rewrite(RouteFilter filter) {
    var rewrite = filter.urlRewrite();
    return rewrite == null
        ? Optional.empty()
        : host(rewrite.hostname()).or(() -> path(rewrite.path()));
  }

  private static Optional<String> redirect(RouteFilter filter) {
    var redirect = filter.requestRedirect();
    if (redirect == null) {
      return Optional.empty();
    }
    if (redirect.scheme() != null && !redirect.scheme().matches("https?")) {
      return Optional.of("filters: scheme '%s' is not http or https".formatted(redirect.scheme()));
    }
    if (redirect.port() != null && (redirect.port() < 1 || redirect.port() > HIGHEST_PORT)) {
      return Optional.of("filters: port %d is none".formatted(redirect.port()));
    }
    return host(redirect.hostname()).or(() -> path(redirect.path()));
  }

  private static Optional<String> host(String host) {
    return host == null || host.length() <= LONGEST_HOST && host.matches(Patterns.EXACT_HOST)
        ? Optional.empty()
        : Optional.of("filters: hostname '%s' is no host name".formatted(host));
  }

  private static Optional<String> path(PathModifier path) {
    if (path == null) {
      return Optional.empty();
    }
    if (path.type() == null) {
      return Optional.of("filters: path.type is missing");
    }
    return Stream.of(
            Optional.ofNullable(path.replaceFullPath()),
            Optional.ofNullable(path.replacePrefixMatch()))
        .flatMap(Optional::stream)
        .filter(value -> value.length() > LONGEST_VALUE || !Renderable.isPath(value))
        .findFirst()
        .map(
            value ->
                "filters: path '%s' must begin with / and hold up to 512 visible ASCII characters"
                    .formatted(value));
  }

  private static Optional<String> limits(Route route) {
    var limits = route.limits();
    if (limits == null) {
      return Optional.empty();
    }
    if (limits.connections() != null && limits.connections() < 1) {
      return Optional.of("limits.connections %d is below 1".formatted(limits.connections()));
    }
    try {
      return Quantities.memoryBytes(limits.body()) > LONGEST_BODY
          ? Optional.of("limits.body %s is longer than any".formatted(limits.body()))
          : Optional.empty();
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.of("limits.body: " + e.getMessage());
    }
  }

  /** HAProxy looks at each of them with each request. */
  static Optional<String> problem(RouteDocument document) {
    var actions =
        Rules.of(document.untimed(), Map.of(), Set.of()).stream()
            .flatMap(rule -> rule.actions().keySet().stream())
            .distinct()
            .count();
    return actions > MOST_ACTIONS
        ? Optional.of(
            "the filters name %d different headers and changes, more than %d"
                .formatted(actions, MOST_ACTIONS))
        : Optional.empty();
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
