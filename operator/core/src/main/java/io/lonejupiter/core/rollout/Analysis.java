package io.lonejupiter.core.rollout;

import io.lonejupiter.core.unit.Durations;
import io.lonejupiter.model.AnalysisSpec;
import io.lonejupiter.model.AnalysisStatus;
import io.lonejupiter.model.PrometheusQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/**
 * Judges a new revision by what routers count, measurement after measurement. Pure. A measurement
 * is bad if one of these holds:
 *
 * <ol>
 *   <li>more errors than {@code maxErrorRate} allows;
 *   <li>significantly more errors than the stable revision: Fisher's exact test, one-sided, at
 *       {@link #SIGNIFICANCE} (R. A. Fisher, Statistical Methods for Research Workers, section
 *       21.02). It holds for any number of requests, also for few;
 *   <li>answers begin later than {@code maxResponseTime};
 *   <li>they begin later than twice the stable revision's time and {@link #NOISE_MILLIS} more;
 *   <li>a percentile of their times is too late by the same measures: {@link ResponseTimeLimits};
 *   <li>what Prometheus says is outside of its bounds. Without its answer nothing is measured.
 * </ol>
 *
 * Compared is only when the stable revision has had {@code minSamples} requests, too.
 */
public final class Analysis {
  /** Chance that a revision that is as good is called worse, in one measurement. */
  public static final double SIGNIFICANCE = 0.0005;

  static final int NOISE_MILLIS = 20;

  static final int SLOWER = 2;
  private static final long LARGEST = 100_000_000;
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
  private static final int DEFAULT_SAMPLES = 100;

  private Analysis() {}

  /** What was found, and whether it is over. */
  record Finding(AnalysisStatus status, Result result) {}

  /** Not over yet, good enough, or not. */
  enum Result {
    PENDING,
    PASSED,
    FAILED
  }

  /**
   * @param step its index
   * @param before what was measured up to now, in this step or in one before
   * @param since when the step began
   */
  static Finding next(
      AnalysisSpec spec,
      int step,
      AnalysisStatus before,
      Instant since,
      Sample stable,
      Sample next,
      List<Reading> readings,
      Instant now) {
    var known =
        before != null && Objects.equals(before.step(), step) ? before : begun(step, before);
    var last = known.measuredAt() == null ? since : Instant.parse(known.measuredAt());
    var due = last.plus(interval(spec));
    var missing = missing(spec, readings, due);
    var tooFew = lacking(spec, stable, next);
    if (now.isBefore(due) || tooFew.isPresent() || missing.isPresent()) {
      var message =
          tooFew.isPresent()
              ? tooFew.get()
              : now.isBefore(due)
                  ? "the next measurement is at " + due.truncatedTo(ChronoUnit.SECONDS)
                  : "it waits for Prometheus: " + missing.get();
      if (Boolean.TRUE.equals(spec.dryRun()) && !now.isBefore(endOfDryRun(spec, since))) {
        var said = "step " + (step + 1) + ": it could not be measured: " + message;
        return new Finding(
            new AnalysisStatus(
                step, known.measurements(), known.failures(), known.measuredAt(), message, said),
            Result.PASSED);
      }
      var waits = known.measurements() == 0 || !now.isBefore(due);
      var shown = waits ? message : known.message();
      return new Finding(
          new AnalysisStatus(
              step,
              known.measurements(),
              known.failures(),
              known.measuredAt(),
              shown,
              known.dryRun()),
          Result.PENDING);
    }
    var bad =
        bad(spec, stable, next)
            .or(() -> ResponseTimeLimits.bad(spec, stable.times(), next.times()))
            .or(() -> outside(spec, readings));
    var measurements = known.measurements() + 1;
    var failures = known.failures() + (bad.isPresent() ? 1 : 0);
    var count = spec.count() == null ? 1 : spec.count();
    var limit = spec.failureLimit() == null ? 0 : spec.failureLimit();
    var fails = failures > limit;
    var dry = Boolean.TRUE.equals(spec.dryRun());
    var message =
        "measurement %d of %d: %s"
            .formatted(
                measurements,
                count,
                bad.orElse(
                    "good: "
                        + seen(stable, next)
                        + ResponseTimeLimits.seen(spec, stable.times(), next.times())
                        + seen(spec, readings)));
    var status =
        new AnalysisStatus(
            step,
            measurements,
            failures,
            now.truncatedTo(ChronoUnit.SECONDS).toString(),
            message,
            dry && fails && known.failures() <= limit
                ? "step " + (step + 1) + ": " + message
                : known.dryRun());
    return new Finding(
        status,
        fails && !dry ? Result.FAILED : measurements >= count ? Result.PASSED : Result.PENDING);
  }

  /** What it waits for before it can measure; what is bad already needs no more. */
  private static Optional<String> lacking(AnalysisSpec spec, Sample stable, Sample next) {
    if (next.requests() < samples(spec)) {
      return Optional.of(
          "it waits for the " + samples(spec) + " requests that a measurement needs");
    }
    return bad(spec, stable, next).isPresent()
        ? Optional.empty()
        : ResponseTimeLimits.lacking(spec, next.times());
  }

  private static List<PrometheusQuery> queries(AnalysisSpec spec) {
    return spec.prometheus() == null ? List.of() : spec.prometheus();
  }

  /** Why a query has not been answered since then; empty if each has. */
  private static Optional<String> missing(
      AnalysisSpec spec, List<Reading> readings, Instant since) {
    return IntStream.range(0, queries(spec).size())
        .filter(i -> i >= readings.size() || !readings.get(i).isOf(since))
        .mapToObj(
            i ->
                queries(spec).get(i).query()
                    + ": "
                    + (i >= readings.size() || readings.get(i).problem() == null
                        ? "no answer yet"
                        : readings.get(i).problem()))
        .findFirst();
  }

  private static Optional<String> outside(AnalysisSpec spec, List<Reading> readings) {
    return IntStream.range(0, queries(spec).size())
        .mapToObj(i -> readings.get(i).outside(queries(spec).get(i)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** A dry run holds nothing up, also where it cannot measure. */
  private static Instant endOfDryRun(AnalysisSpec spec, Instant since) {
    return since.plus(interval(spec).multipliedBy(1 + (spec.count() == null ? 1 : spec.count())));
  }

  private static AnalysisStatus begun(int step, AnalysisStatus before) {
    return new AnalysisStatus(step, 0, 0, null, null, before == null ? null : before.dryRun());
  }

  public static Duration interval(AnalysisSpec spec) {
    return Durations.parseOr(spec.interval(), DEFAULT_INTERVAL);
  }

  private static int samples(AnalysisSpec spec) {
    return spec.minSamples() == null ? DEFAULT_SAMPLES : spec.minSamples();
  }

  /** Why a revision is not good enough; empty if it is. */
  static Optional<String> bad(AnalysisSpec spec, Sample stable, Sample next) {
    if (spec.maxErrorRate() != null
        && next.errorPercent() > Double.parseDouble(spec.maxErrorRate())) {
      return Optional.of(
          "%s errors, and at most %s %% are allowed; %s"
              .formatted(percent(next), spec.maxErrorRate(), seen(stable, next)));
    }
    var longest = spec.maxResponseTime();
    if (longest != null && next.millis() > Durations.parse(longest).toMillis()) {
      return Optional.of(
          "answers begin after %d ms, and at most %s is allowed; %s"
              .formatted(next.millis(), longest, seen(stable, next)));
    }
    if (stable.requests() < samples(spec)) {
      return Optional.empty();
    }
    var chance = chanceOfSoManyErrors(stable, next);
    if (chance < SIGNIFICANCE) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "significantly more errors than the stable revision (p = %.1e); %s",
              chance,
              seen(stable, next)));
    }
    return next.millis() > SLOWER * stable.millis() + NOISE_MILLIS
        ? Optional.of("answers begin later than twice as late; " + seen(stable, next))
        : Optional.empty();
  }

  /** Of so many errors in all, so many or more at the new one, if both are equally good. */
  static double chanceOfSoManyErrors(Sample stable, Sample next) {
    if (next.errors() == 0) {
      return 1;
    }
    var all = stable.requests() + next.requests();
    // More than enough to tell; the library counts in ints.
    var scale = Math.max(1, (all + LARGEST - 1) / LARGEST);
    var errors = (stable.errors() + next.errors()) / scale;
    var distribution =
        HypergeometricDistribution.of(
            (int) (all / scale), (int) errors, (int) (next.requests() / scale));
    return distribution.survivalProbability((int) (next.errors() / scale) - 1);
  }

  private static String seen(Sample stable, Sample next) {
    return "%s errors of %d requests, %d ms; stable: %s of %d, %d ms"
        .formatted(
            percent(next),
            next.requests(),
            next.millis(),
            percent(stable),
            stable.requests(),
            stable.millis());
  }

  private static String seen(AnalysisSpec spec, List<Reading> readings) {
    return IntStream.range(0, queries(spec).size())
        .mapToObj(
            i -> "; %s is %s".formatted(queries(spec).get(i).query(), readings.get(i).value()))
        .collect(Collectors.joining());
  }

  private static String percent(Sample sample) {
    return String.format(Locale.ROOT, "%.2f %%", sample.errorPercent());
  }
}
