package io.lonejupiter.core.route;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.model.PathMatch;
import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.model.ValueMatchType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A match that a route document claims for itself: a router group, a hostname and the conditions.
 * Of two documents that claim the same one the older has it.
 *
 * @param hostname empty for every hostname
 */
public record Claim(String routerGroup, String hostname, RouteMatch match) {
  private static final PathMatch EVERYTHING = new PathMatch(null, "/");

  /** The claims of a document, defaults filled in so that equal ones are equal. */
  public static List<Claim> of(RouteDocument document) {
    var claims = new ArrayList<Claim>();
    var hostnames = document.hostnames().isEmpty() ? List.of("") : document.hostnames();
    for (var route : document.routes()) {
      var matches = route.matches();
      for (var match : matches == null || matches.isEmpty() ? List.of(everything()) : matches) {
        hostnames.forEach(h -> claims.add(new Claim(document.routerGroup(), h, plain(match))));
      }
    }
    return claims;
  }

  /** Document id to the sentence that says which older document has one of its claims. */
  public static Map<String, String> conflicts(List<RouteDocument> documents) {
    var owners = new HashMap<Claim, RouteDocument>();
    var conflicts = new TreeMap<String, String>();
    var byAge =
        documents.stream()
            .sorted(Comparator.comparing(RouteDocument::createdAt).thenComparing(RouteDocument::id))
            .toList();
    for (var document : byAge) {
      var taken =
          of(document).stream()
              .filter(owners::containsKey)
              .findFirst()
              .map(claim -> claim.says(owners));
      if (taken.isPresent()) {
        conflicts.put(document.id(), taken.get());
      } else {
        of(document).forEach(claim -> owners.put(claim, document));
      }
    }
    return conflicts;
  }

  private String says(Map<Claim, RouteDocument> owners) {
    var owner = owners.get(this);
    var path = match.path().value().isEmpty() ? "/" : match.path().value();
    return "the match of "
        + (hostname.isEmpty() ? "every hostname" : "hostname " + hostname)
        + " and path "
        + path
        + " is already claimed by the older frontendconfig "
        + owner.namespace()
        + "/"
        + owner.name()
        + "; name another hostname or path";
  }

  private static RouteMatch everything() {
    return new RouteMatch(EVERYTHING, null, null, null, null);
  }

  private static RouteMatch plain(RouteMatch match) {
    var path = match.path() == null ? EVERYTHING : match.path();
    var type = path.type() == null ? PathMatchType.PATH_PREFIX : path.type();
    var value = path.value() == null ? "/" : path.value();
    var asked =
        switch (type) {
          case EXACT -> RequestPath.normalized(value);
          case PATH_PREFIX -> RequestPath.prefix(value);
          case REGULAR_EXPRESSION -> value;
        };
    return new RouteMatch(
        new PathMatch(type, asked),
        plain(match.headers(), true),
        plain(match.cookies(), false),
        plain(match.queryParams(), false),
        match.method());
  }

  /** Null for none. */
  private static List<ValueMatch> plain(List<ValueMatch> values, boolean anyCase) {
    if (values == null || values.isEmpty()) {
      return null;
    }
    return values.stream()
        .map(
            value ->
                new ValueMatch(
                    value.type() == null ? ValueMatchType.EXACT : value.type(),
                    anyCase ? value.name().toLowerCase(Locale.ROOT) : value.name(),
                    value.value()))
        .toList();
  }
}
