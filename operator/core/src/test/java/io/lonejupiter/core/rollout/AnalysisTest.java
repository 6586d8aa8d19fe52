package io.lonejupiter.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lonejupiter.core.document.ResponseTimes;
import io.lonejupiter.core.rollout.Analysis.Finding;
import io.lonejupiter.core.rollout.Analysis.Result;
import io.lonejupiter.model.AnalysisSpec;
import io.lonejupiter.model.ResponseTimeLimit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalysisTest {
  private static final AnalysisSpec COMPARED =
      new AnalysisSpec(null, null, null, 100, null, null, null, null, null);

  /** Fisher's tea tasting: 3 of 4 by chance, 17 of 70. */
  @Test
  void theChanceIsThatOfFishersExactTest() {
    var next = new Sample(4, 3, 0);
    var stable = new Sample(4, 1, 0);
    assertThat(Analysis.chanceOfSoManyErrors(stable, next)).isCloseTo(17 / 70.0, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    // stable requests, errors, millis, new requests, errors, millis, bad
    "10000, 0, 10, 100, 0, 10, false",
    "10000, 0, 10, 100, 1, 10, false",
    "10000, 0, 10, 100, 2, 10, true",
    "10000, 10, 10, 1000, 3, 10, false",
    "10000, 10, 10, 1000, 20, 10, true",
    "99, 0, 10, 100, 100, 10, false",
    "10000, 0, 10, 100, 0, 40, false",
    "10000, 0, 10, 100, 0, 41, true",
    "10000, 0, 1, 100, 0, 22, false",
    "3000000000, 0, 10, 3000000000, 60000000, 10, true",
  })
  void whatIsWorseThanTheStableOneIsBad(
      long stableRequests,
      long stableErrors,
      int stableMillis,
      long requests,
      long errors,
      int millis,
      boolean bad) {
    var stable = new Sample(stableRequests, stableErrors, stableMillis);
    var next = new Sample(requests, errors, millis);
    assertThat(Analysis.bad(COMPARED, stable, next).isPresent()).isEqualTo(bad);
  }

  @Test
  void limitsHoldAlsoWhereThereIsNothingToCompareWith() {
    var limits = new AnalysisSpec("0.5", "200ms", null, 100, null, null, null, null, null);
    assertThat(Analysis.bad(limits, Sample.NONE, new Sample(1_000, 5, 200))).isEmpty();
    assertThat(Analysis.bad(limits, Sample.NONE, new Sample(1_000, 6, 200)).orElseThrow())
        .contains("0.60 % errors, and at most 0.5 % are allowed");
    assertThat(Analysis.bad(limits, Sample.NONE, new Sample(1_000, 0, 201)).orElseThrow())
        .contains("answers begin after 201 ms, and at most 200ms is allowed");
  }

  /** Of the stable revision one of a hundred answers takes 200 ms, of the new one three do. */
  @Test
  void moreLateAnswersThanAPercentileLeavesAreBadThoughTheMeanIsTheSame() {
    var stable = times(9_900, 10, 100, 200);
    assertThat(judged("99", null, stable, times(990, 10, 10, 200))).isEmpty();
    assertThat(judged("99", null, stable, times(970, 10, 30, 200)).orElseThrow())
        .contains("p99 is later than twice as late: 200 ms; stable: 10 ms");
    assertThat(judged("95", null, stable, times(970, 10, 30, 200))).isEmpty();
    assertThat(judged("99", null, times(990, 10, 9, 200), times(970, 10, 30, 200)))
        .as("a stable one of whom too few are known")
        .isEmpty();
  }

  @Test
  void aPercentileHasItsOwnLimit() {
    var next = times(970, 10, 30, 200);
    assertThat(judged("99", "150ms", ResponseTimes.NONE, next).orElseThrow())
        .contains("p99 is 200 ms, and at most 150ms is allowed");
    assertThat(judged("99", "200ms", ResponseTimes.NONE, next)).isEmpty();
    assertThat(judged("95", "150ms", ResponseTimes.NONE, next)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"50, 20", "95, 200", "99, 1000", "99.9, 10000", "99.99, 100000"})
  void aPercentileNeedsTenAnswersThatItLeaves(String percentile, long needed) {
    assertThat(ResponseTimeLimits.needed(percentiles(percentile, null))).isEqualTo(needed);
  }

  /** 10 coins, 8 heads or more: 56 of 1024. */
  @Test
  void theChanceOfSoManyLateIsThatOfTheBinomialDistribution() {
    assertThat(ResponseTimeLimits.chanceOfSoManyLate(10, 8, 0.5))
        .isCloseTo(56 / 1024.0, within(1e-12));
  }

  /** Both have the same few slow answers, a little more than the percentile leaves. */
  @Test
  void aRevisionThatIsAsGoodIsNotStoppedByAPercentileThatIsOnlyEstimated() {
    var random = new Random(3);
    var stopped = 0;
    var rollouts = 2_000;
    for (var rollout = 0; rollout < rollouts; rollout++) {
      var stable = slowNowAndThen(random, 2_000);
      var next = slowNowAndThen(random, 18_000);
      stopped += judged("99", null, stable, next).isPresent() ? 1 : 0;
    }
    assertThat(stopped).isLessThanOrEqualTo(rollouts / 500);
  }

  private static ResponseTimes slowNowAndThen(Random random, int count) {
    var slow = IntStream.range(0, count).filter(i -> random.nextInt(1_000) < 13).count();
    return times(count - slow, 10, slow, 200);
  }

  @Test
  void whatDoesNotAnswerIsBadAlsoWhereNoTimeIsKnownOfIt() {
    var spec = percentiles("99", null);
    var stable = new Sample(5_000, 0, 10, times(5_000, 10, 0, 20));
    var found = found(spec, stable, new Sample(100, 100, 0));
    assertThat(found.result()).isEqualTo(Result.FAILED);
    assertThat(found.status().message()).contains("significantly more errors");
  }

  @Test
  void whatIsGoodSoFarWaitsForTheTimesThatItsPercentilesNeed() {
    var spec = percentiles("99", null);
    var stable = new Sample(5_000, 0, 10, times(5_000, 10, 0, 20));
    var waits = found(spec, stable, new Sample(900, 0, 10, times(900, 10, 0, 20)));
    assertThat(waits.result()).isEqualTo(Result.PENDING);
    assertThat(waits.status().message())
        .contains("the times of 1000 answers", "routers have told 900");
    var passes = found(spec, stable, new Sample(1_000, 0, 10, times(1_000, 10, 0, 20)));
    assertThat(passes.result()).isEqualTo(Result.PASSED);
  }

  private static Finding found(AnalysisSpec spec, Sample stable, Sample next) {
    var begin = Instant.parse("2026-01-01T00:00:00Z");
    return Analysis.next(spec, 0, null, begin, stable, next, List.of(), begin.plusSeconds(60));
  }

  private static Optional<String> judged(
      String percentile, String max, ResponseTimes stable, ResponseTimes next) {
    return ResponseTimeLimits.bad(percentiles(percentile, max), stable, next);
  }

  private static AnalysisSpec percentiles(String percentile, String max) {
    return new AnalysisSpec(
        null,
        null,
        List.of(new ResponseTimeLimit(percentile, max)),
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static ResponseTimes times(long count, int millis, long late, int lateMillis) {
    return ResponseTimes.of(Map.of(millis, count, lateMillis, late));
  }

  /** A rollout of four steps, each measured three times; both revisions are equally good. */
  @Test
  void aHealthyRevisionIsStoppedInAtMostOneOfAHundredRolloutsAndABadOneIsNot() {
    var random = new Random(7);
    var falseStops = 0;
    var missed = 0;
    var rollouts = 2_000;
    for (var rollout = 0; rollout < rollouts; rollout++) {
      falseStops += stopped(random, 0.002, 0.002) ? 1 : 0;
      missed += stopped(random, 0.002, 0.022) ? 0 : 1;
    }
    System.out.printf(
        "analysis: %d of %d healthy rollouts stopped, %d of %d with 2 %% more errors missed%n",
        falseStops, rollouts, missed, rollouts);
    assertThat(falseStops).isLessThanOrEqualTo(rollouts / 100);
    assertThat(missed).isZero();
  }

  private static boolean stopped(Random random, double stableRate, double rate) {
    for (var weight : new int[] {5, 20, 50, 80}) {
      var stable = Sample.NONE;
      var next = Sample.NONE;
      for (var measurement = 0; measurement < 3; measurement++) {
        stable = stable.plus(requests(random, 40 * (100 - weight), stableRate));
        next = next.plus(requests(random, 40 * weight, rate));
        if (Analysis.bad(COMPARED, stable, next).isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  private static Sample requests(Random random, int count, double rate) {
    var errors = 0;
    for (var request = 0; request < count; request++) {
      errors += random.nextDouble() < rate ? 1 : 0;
    }
    return new Sample(count, errors, 10);
  }
}
