package io.lonejupiter.router.table;

import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.router.table.Feature.Source;
import java.util.Comparator;
import java.util.List;

/**
 * A rule that a request may come to, by one of its claims.
 *
 * @param rule id of the rule
 * @param conditions all that must hold, the claim's and the rule's own
 * @param order of the rule among all
 */
record Candidate(String rule, Claim claim, List<Condition> conditions, int order) {

  /**
   * The one that counts first of those whose hosts a request has: <a
   * href="https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule">Gateway API</a>'s order,
   * in which regular expressions of paths stand between exact paths and prefixes, and cookies
   * between headers and query parameters.
   */
  static final Comparator<Candidate> BY_PRECEDENCE =
      longestFirst(candidate -> candidate.claim.host().length())
          .thenComparingInt(candidate -> rank(candidate.claim.type()))
          .thenComparing(longestFirst(candidate -> candidate.claim.path().length()))
          .thenComparing(longestFirst(candidate -> candidate.count(Source.METHOD)))
          .thenComparing(longestFirst(candidate -> candidate.count(Source.HEADER)))
          .thenComparing(longestFirst(candidate -> candidate.count(Source.COOKIE)))
          .thenComparing(longestFirst(candidate -> candidate.count(Source.QUERY)))
          .thenComparingInt(Candidate::order);

  private static Comparator<Candidate> longestFirst(
      java.util.function.ToIntFunction<Candidate> length) {
    return Comparator.comparingInt(length).reversed();
  }

  private static int rank(PathMatchType type) {
    return switch (type) {
      case EXACT -> 0;
      case REGULAR_EXPRESSION -> 1;
      case PATH_PREFIX -> 2;
    };
  }

  /** Of the claim; what a rule adds to it must not lift it above others. */
  private int count(Source source) {
    return (int)
        claim.conditions().stream()
            .filter(condition -> condition.feature().source() == source)
            .count();
  }
}
