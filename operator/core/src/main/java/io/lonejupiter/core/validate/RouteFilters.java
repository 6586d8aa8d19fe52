package io.lonejupiter.core.validate;

import io.lonejupiter.model.HeaderModifier;
import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.model.PathModifier;
import io.lonejupiter.model.PathModifierType;
import io.lonejupiter.model.Patterns;
import io.lonejupiter.model.RequestRedirect;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteFilter;
import io.lonejupiter.model.RouteFilterType;
import io.lonejupiter.model.URLRewrite;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The rules on the filters of a route. */
final class RouteFilters {
  private static final Set<Integer> STATUS_CODES = Set.of(301, 302, 303, 307, 308);

  private RouteFilters() {}

  static void errors(String path, Route route, List<FieldError> errors) {
    var filters = route.filters() == null ? List.<RouteFilter>of() : route.filters();
    var redirects = has(filters, RouteFilterType.REQUEST_REDIRECT);
    if (redirects
        ? !route.backendRefs().isEmpty() || route.overrides() != null || route.stickiness() != null
        : route.backendRefs().isEmpty()) {
      errors.add(
          new FieldError(
              path,
              "object",
              "name backendRefs, or redirect by a filter; a route that redirects has no"
                  + " backendRefs, overrides and stickiness"));
    }
    if (filters.stream().map(RouteFilter::type).distinct().count() < filters.size()
        || redirects && has(filters, RouteFilterType.URL_REWRITE)) {
      errors.add(
          new FieldError(
              path + ".filters",
              "object",
              "each type of filter stands once, and URLRewrite not beside RequestRedirect"));
    }
    if (filters.stream().flatMap(RouteFilters::paths).anyMatch(RouteFilters::replacesPrefix)
        && !matchesPrefixesOnly(route)) {
      errors.add(
          new FieldError(
              path + ".filters",
              "object",
              "ReplacePrefixMatch needs matches of type PathPrefix only"));
    }
    for (int i = 0; i < filters.size(); i++) {
      filter(path + ".filters[" + i + "]", filters.get(i), errors);
    }
  }

  private static boolean has(List<RouteFilter> filters, RouteFilterType type) {
    return filters.stream().anyMatch(filter -> filter.type() == type);
  }

  private static Stream<PathModifier> paths(RouteFilter filter) {
    return Stream.of(
            filter.urlRewrite() == null ? null : filter.urlRewrite().path(),
            filter.requestRedirect() == null ? null : filter.requestRedirect().path())
        .filter(Objects::nonNull);
  }

  private static boolean replacesPrefix(PathModifier path) {
    return path.type() == PathModifierType.REPLACE_PREFIX_MATCH;
  }

  private static boolean matchesPrefixesOnly(Route route) {
    return route.matches() == null
        || route.matches().stream()
            .allMatch(
                match ->
                    match.path() == null
                        || match.path().type() == null
                        || match.path().type() == PathMatchType.PATH_PREFIX);
  }

  private static void filter(String path, RouteFilter filter, List<FieldError> errors) {
    var type = filter.type();
    if ((filter.requestHeaderModifier() != null)
            != (type == RouteFilterType.REQUEST_HEADER_MODIFIER)
        || (filter.responseHeaderModifier() != null)
            != (type == RouteFilterType.RESPONSE_HEADER_MODIFIER)
        || (filter.requestRedirect() != null) != (type == RouteFilterType.REQUEST_REDIRECT)
        || (filter.urlRewrite() != null) != (type == RouteFilterType.URL_REWRITE)) {
      errors.add(new FieldError(path, "object", "give the field that type names, and no other"));
    }
    headers(path + ".requestHeaderModifier", filter.requestHeaderModifier(), errors);
    headers(path + ".responseHeaderModifier", filter.responseHeaderModifier(), errors);
    redirect(path + ".requestRedirect", filter.requestRedirect(), errors);
    rewrite(path + ".urlRewrite", filter.urlRewrite(), errors);
  }

  private static void headers(String path, HeaderModifier headers, List<FieldError> errors) {
    if (headers == null) {
      return;
    }
    for (int i = 0; headers.set() != null && i < headers.set().size(); i++) {
      header(path + ".set[" + i + "].name", headers.set().get(i).name(), errors);
    }
    for (int i = 0; headers.add() != null && i < headers.add().size(); i++) {
      header(path + ".add[" + i + "].name", headers.add().get(i).name(), errors);
    }
    if (headers.remove() != null && headers.remove().stream().anyMatch(RouteFilters::isFraming)) {
      errors.add(new FieldError(path + ".remove", "object", Patterns.FRAMING_MESSAGE));
    }
  }

  private static void header(String path, String name, List<FieldError> errors) {
    if (isFraming(name)) {
      errors.add(new FieldError(path, "object", Patterns.FRAMING_MESSAGE));
    }
  }

  private static boolean isFraming(String name) {
    return Patterns.FRAMING_HEADERS.contains(name.toLowerCase(Locale.ROOT));
  }

  private static void redirect(String path, RequestRedirect redirect, List<FieldError> errors) {
    if (redirect == null) {
      return;
    }
    if (redirect.scheme() == null
        && redirect.hostname() == null
        && redirect.port() == null
        && redirect.path() == null) {
      errors.add(
          new FieldError(
              path,
              "object",
              "name scheme, hostname, port or path: else the client would come back for ever"));
    }
    if (redirect.statusCode() != null && !STATUS_CODES.contains(redirect.statusCode())) {
      errors.add(
          new FieldError(
              path + ".statusCode", "object", "statusCode is 301, 302, 303, 307 or 308"));
    }
    path(path + ".path", redirect.path(), errors);
  }

  private static void rewrite(String path, URLRewrite rewrite, List<FieldError> errors) {
    if (rewrite == null) {
      return;
    }
    if (rewrite.hostname() == null && rewrite.path() == null) {
      errors.add(new FieldError(path, "object", "name hostname or path"));
    }
    path(path + ".path", rewrite.path(), errors);
  }

  private static void path(String field, PathModifier path, List<FieldError> errors) {
    if (path != null
        && ((path.replaceFullPath() != null) != (path.type() == PathModifierType.REPLACE_FULL_PATH)
            || (path.replacePrefixMatch() != null) != replacesPrefix(path))) {
      errors.add(
          new FieldError(
              field, "object", "give replaceFullPath or replacePrefixMatch, as type names it"));
    }
  }
}
