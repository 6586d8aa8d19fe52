package io.lonejupiter.core.rollout;

import io.lonejupiter.core.document.ResponseTimes;
import io.lonejupiter.core.unit.Durations;
import io.lonejupiter.model.AnalysisSpec;
import io.lonejupiter.model.ResponseTimeLimit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Judges a new revision by percentiles of its response times. Pure. One is bad if it is above its
 * {@code max}, or if significantly more answers begin later than {@link Analysis#SLOWER} times the
 * stable revision's and {@link Analysis#NOISE_MILLIS} more, at {@link Analysis#SIGNIFICANCE}, by
 * both of two tests:
 *
 * <ol>
 *   <li>more than the percentile leaves: the quantile test, one-sided, by the exact binomial
 *       distribution (W. J. Conover, Practical Nonparametric Statistics, chapter 3);
 *   <li>more than of the stable revision's own answers, whose percentile is only an estimate:
 *       Fisher's exact test.
 * </ol>
 */
final class ResponseTimeLimits {
  /** So many answers later than the percentile are expected before it is judged by. */
  private static final int LATE = 10;

  private static final long LARGEST = 100_000_000;

  private ResponseTimeLimits() {}

  private static List<ResponseTimeLimit> limits(AnalysisSpec spec) {
    return spec.responseTimes() == null ? List.of() : spec.responseTimes();
  }

  /** How many answers a good measurement needs; 0 if it does not look at their times. */
  static long needed(AnalysisSpec spec) {
    return limits(spec).stream().mapToLong(ResponseTimeLimits::needed).max().orElse(0);
  }

  /** What is waited for; empty if there are enough answers. */
  static Optional<String> lacking(AnalysisSpec spec, ResponseTimes next) {
    var needed = needed(spec);
    return next.count() >= needed
        ? Optional.empty()
        : Optional.of(
            "it waits for the times of %d answers, which its percentiles need; routers have told %d"
                .formatted(needed, next.count()));
  }

  private static long needed(ResponseTimeLimit limit) {
    // Of 99 it is 1000 also in binary fractions.
    return Math.round(LATE / (1 - share(limit)));
  }

  private static double share(ResponseTimeLimit limit) {
    return Double.parseDouble(limit.percentile()) / 100;
  }

  /** Why a revision is not good enough; empty if it is. */
  static Optional<String> bad(AnalysisSpec spec, ResponseTimes stable, ResponseTimes next) {
    return limits(spec).stream().flatMap(limit -> bad(limit, stable, next).stream()).findFirst();
  }

  private static Optional<String> bad(
      ResponseTimeLimit limit, ResponseTimes stable, ResponseTimes next) {
    var percentile = next.quantile(share(limit));
    if (limit.max() != null && percentile > Durations.parse(limit.max()).toMillis()) {
      return Optional.of(
          "p%s is %d ms, and at most %s is allowed"
              .formatted(limit.percentile(), percentile, limit.max()));
    }
    if (stable.count() < needed(limit)) {
      return Optional.empty();
    }
    var known = stable.quantile(share(limit));
    var latest = Analysis.SLOWER * known + Analysis.NOISE_MILLIS;
    var late = next.slowerThan(latest);
    var moreThanItLeaves = chanceOfSoManyLate(next.count(), late, 1 - share(limit));
    var moreThanThere =
        Analysis.chanceOfSoManyErrors(
            new Sample(stable.count(), stable.slowerThan(latest), 0),
            new Sample(next.count(), late, 0));
    return Math.max(moreThanItLeaves, moreThanThere) < Analysis.SIGNIFICANCE
        ? Optional.of(
            "p%s is later than twice as late: %d ms; stable: %d ms"
                .formatted(limit.percentile(), percentile, known))
        : Optional.empty();
  }

  /** Of so many late ones or more, if each is late with this chance. */
  static double chanceOfSoManyLate(long all, long late, double chance) {
    if (late == 0) {
      return 1;
    }
    // More than enough to tell; the library counts in ints.
    var scale = Math.max(1, (all + LARGEST - 1) / LARGEST);
    return BinomialDistribution.of((int) (all / scale), chance)
        .survivalProbability((int) (late / scale) - 1);
  }

  static String seen(AnalysisSpec spec, ResponseTimes stable, ResponseTimes next) {
    return limits(spec).stream()
        .map(
            limit ->
                "; p%s %d ms, stable %d ms"
                    .formatted(
                        limit.percentile(),
                        next.quantile(share(limit)),
                        stable.quantile(share(limit))))
        .collect(Collectors.joining());
  }
}
