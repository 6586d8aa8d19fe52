package io.lonejupiter.router.table;

import java.util.Comparator;

/**
 * Something of a request, beside its host and path, that rules are decided by. HAProxy must know it
 * by its configuration; what values of it mean can change at run time.
 *
 * @param name of the header, in lower case, of the cookie or of the query parameter; else empty
 * @param expression empty for the value as it is; or a regular expression, and then the feature is
 *     whether all of the value matches it
 */
public record Feature(Source source, String name, String expression)
    implements Comparable<Feature> {

  public Feature {
    // Documents leave out what is empty.
    name = name == null ? "" : name;
    expression = expression == null ? "" : expression;
  }

  /** Where the value stands. */
  public enum Source {
    METHOD,
    PATH,
    HEADER,
    COOKIE,
    QUERY
  }

  private static final Comparator<Feature> ORDER =
      Comparator.comparing(Feature::source)
          .thenComparing(Feature::name)
          .thenComparing(Feature::expression);

  public boolean asksForMatch() {
    return !expression.isEmpty();
  }

  @Override
  public int compareTo(Feature other) {
    return ORDER.compare(this, other);
  }
}
