package io.lonejupiter.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.rollout.InstanceState.Failure;
import io.lonejupiter.core.rollout.ProgressFacts.Division;
import io.lonejupiter.core.rollout.RolloutGoals.Goal;
import io.lonejupiter.core.status.RolloutNews;
import io.lonejupiter.model.AnalysisSpec;
import io.lonejupiter.model.OnFailure;
import io.lonejupiter.model.PauseStep;
import io.lonejupiter.model.PrometheusQuery;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutSpec;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.RolloutStep;
import io.lonejupiter.model.RolloutType;
import io.lonejupiter.model.StepVerificationResult;
import io.lonejupiter.model.VerificationResult;
import io.lonejupiter.model.VerificationSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RolloutProgressTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int WANTED = 4;

  private final List<InstanceState> instances = new ArrayList<>();
  private RolloutSpec spec = spec(RolloutType.CANARY, OnFailure.FREEZE);
  private List<RolloutStep> steps = List.of();
  private String revision = "r1";
  private Instant now = START;
  private RolloutOrder order = RolloutOrder.NONE;
  private boolean routersFollow = true;
  private String obstacle;
  private RolloutStatus status;
  private Sample stableSample = Sample.NONE;
  private Gates gates = Gates.NONE;
  private List<Reading> readings = List.of();
  private Sample sample = Sample.NONE;

  @Test
  void theFirstRevisionIsNeitherDividedNorCanItFail() {
    add("r1", 3, true);
    instances.add(failed("r1", "CrashLoop"));
    now = now.plus(Duration.ofHours(1));
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.PROGRESSING);
    assertThat(status.weight()).isNull();
    assertThat(goals()).containsExactly(new Goal("r1", WANTED));
    instances.remove(3);
    add("r1", 1, true);
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.COMPLETE);
    assertThat(status.stable()).isEqualTo("r1");
  }

  @Test
  void aCanaryGoesStepByStepAndStartsNothingBeforeRoutersGiveItNothing() {
    steps = List.of(weight(5), pause(null), weight(50), pause("10s"));
    stableR1();
    revision = "r2";
    routersFollow = false;
    pass();
    assertThat(status.weight()).isZero();
    assertThat(goals()).containsExactly(new Goal("r1", WANTED), new Goal("r2", 0));
    routersFollow = true;
    pass();
    assertThat(goals()).containsExactly(new Goal("r1", WANTED), new Goal("r2", 1));
    add("r2", 1, false);
    pass();
    assertThat(status.weight()).as("not while it is not ready").isZero();
    ready();
    routersFollow = false;
    pass();
    assertThat(status.weight()).isEqualTo(5);
    assertThat(status.step()).as("not before every router obeys").isZero();
    routersFollow = true;
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.PAUSED);
    assertThat(status.message()).contains("step 2 of 4: it waits to be promoted");

    order = new RolloutOrder("r2/0", null, null, null);
    now = now.plus(Duration.ofHours(1));
    pass();
    assertThat(status.phase()).as("promoted up to another step").isEqualTo(RolloutPhase.PAUSED);
    order = new RolloutOrder("r2/1", null, null, null);
    pass();
    assertThat(goals()).containsExactly(new Goal("r1", WANTED), new Goal("r2", 2));
    add("r2", 1, true);
    pass();
    assertThat(status.weight()).isEqualTo(50);
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.PAUSED);
    now = now.plusSeconds(10);
    pass();
    assertThat(goals()).containsExactly(new Goal("r1", WANTED), new Goal("r2", WANTED));
    add("r2", 2, true);
    pass();
    assertThat(status.weight()).isEqualTo(100);
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.COMPLETE);
    assertThat(status.warm()).isEqualTo("r1");
    assertThat(goals()).containsExactly(new Goal("r2", WANTED), new Goal("r1", WANTED));
    now = now.plus(Duration.ofMinutes(10));
    assertThat(goals()).containsExactly(new Goal("r2", WANTED));
    instances.removeIf(i -> i.revision().equals("r1"));
    pass();
    assertThat(status.warm()).isNull();
    assertThat(status.weight()).isNull();
  }

  @Test
  void whoeverGoesBackToAWarmRevisionHasItAtOnce() {
    stableR1();
    revision = "r2";
    pass();
    add("r2", WANTED, true);
    pass();
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.COMPLETE);
    revision = "r1";
    pass();
    assertThat(status.weight()).as("all of it to the warm one, in one change").isEqualTo(100);
    assertThat(status.stable()).isEqualTo("r2");
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.COMPLETE);
    assertThat(status.warm()).isEqualTo("r2");
  }

  @Test
  void anAbortedCanaryGetsNothingMoreAndLeaves() {
    steps = List.of(weight(20), pause(null));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 1, true);
    pass();
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.PAUSED);
    order = new RolloutOrder(null, "r2", null, null);
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.FAILED);
    assertThat(status.weight()).isZero();
    assertThat(goals()).containsExactly(new Goal("r1", WANTED));
    order = new RolloutOrder(null, null, "r2/" + status.stepSince(), null);
    pass();
    assertThat(status.phase()).as("tried again").isEqualTo(RolloutPhase.PROGRESSING);
  }

  @Test
  void aFailedGateGoesBackOrStaysAsThePolicySays() {
    for (var policy : OnFailure.values()) {
      instances.clear();
      status = null;
      revision = "r1";
      spec = spec(RolloutType.ROLLING, policy);
      stableR1();
      revision = "r2";
      pass();
      instances.add(failed("r2", "VerificationFailed"));
      pass();
      assertThat(status.phase()).isEqualTo(RolloutPhase.FAILED);
      assertThat(status.reason()).isEqualTo("VerificationFailed");
      assertThat(goals())
          .isEqualTo(
              policy == OnFailure.ROLLBACK
                  ? List.of(new Goal("r1", WANTED))
                  : List.of(new Goal("r2", 1), new Goal("r1", WANTED)));
    }
  }

  @Test
  void aNewRevisionWithMoreErrorsThanTheStableOneIsStopped() {
    steps = List.of(weight(20), analyse(3, 0), weight(50));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 1, true);
    pass();
    pass();
    assertThat(status.reason()).isEqualTo("Analysing");
    now = now.plusSeconds(10);
    stableSample = new Sample(4_000, 4, 12);
    sample = new Sample(99, 9, 12);
    pass();
    assertThat(status.message())
        .isEqualTo("it waits for the 100 requests that a measurement needs");
    sample = new Sample(1_000, 1, 15);
    pass();
    assertThat(status.analysis().measurements()).isEqualTo(1);
    assertThat(status.message()).startsWith("measurement 1 of 3: good: 0.10 % errors of 1000");
    pass();
    assertThat(status.analysis().measurements()).as("not before its time").isEqualTo(1);
    now = now.plusSeconds(10);
    stableSample = new Sample(8_000, 8, 12);
    sample = new Sample(2_000, 40, 15);
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.FAILED);
    assertThat(status.reason()).isEqualTo("AnalysisFailed");
    assertThat(status.message()).contains("significantly more errors", "2.00 % errors of 2000");
  }

  @Test
  void aNewRevisionThatIsAsGoodGoesOnAfterAllItsMeasurements() {
    steps = List.of(weight(20), analyse(2, 0), pause(null));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 1, true);
    pass();
    pass();
    for (var measurement = 0; measurement < 2; measurement++) {
      now = now.plusSeconds(10);
      stableSample = stableSample.plus(new Sample(4_000, 8, 12));
      sample = sample.plus(new Sample(1_000, 2, 25));
      pass();
    }
    assertThat(status.phase()).isEqualTo(RolloutPhase.PAUSED);
    assertThat(status.step()).isEqualTo(2);
  }

  @Test
  void aDryRunThatCannotMeasureHoldsNothingUp() {
    var dry = new AnalysisSpec(null, null, null, 100, null, 2, null, true, null);
    steps = List.of(weight(20), new RolloutStep(null, null, null, dry, null), pause(null));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 1, true);
    pass();
    pass();
    now = now.plusSeconds(29);
    pass();
    assertThat(status.step()).isEqualTo(1);
    now = now.plusSeconds(1);
    pass();
    assertThat(status.step()).isEqualTo(2);
    assertThat(status.analysis().dryRun())
        .isEqualTo(
            "step 2: it could not be measured: it waits for the 100 requests that a measurement needs");
  }

  @Test
  void withoutAnAnswerOfPrometheusNothingIsMeasured() {
    var query = new PrometheusQuery("http://p", "faults", null, "0.5");
    var asks = new AnalysisSpec(null, null, null, 0, null, 2, null, null, List.of(query));
    steps = List.of(weight(20), new RolloutStep(null, null, null, asks, null), weight(50));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 1, true);
    pass();
    pass();
    now = now.plusSeconds(10);
    readings = List.of(new Reading(null, "refused", now));
    pass();
    assertThat(status.message()).isEqualTo("it waits for Prometheus: faults: refused");
    readings = List.of(new Reading(0.1, null, now.minusSeconds(1)));
    pass();
    assertThat(status.message()).as("an old one").contains("it waits for Prometheus");
    readings = List.of(new Reading(0.1, null, now));
    pass();
    assertThat(status.message()).contains("measurement 1 of 2: good", "faults is 0.1");
    now = now.plusSeconds(10);
    readings = List.of(new Reading(0.6, null, now));
    pass();
    assertThat(status.reason()).isEqualTo("AnalysisFailed");
    assertThat(status.message()).contains("faults is 0.6, and at most 0.5 is allowed");
  }

  @Test
  void aDryRunTellsWhatWouldHaveFailedAndGoesOn() {
    var dry = new AnalysisSpec(null, null, null, null, null, 2, null, true, null);
    steps =
        List.of(
            weight(20), new RolloutStep(null, null, null, dry, null), analyse(1, 0), weight(50));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 1, true);
    pass();
    pass();
    stableSample = new Sample(8_000, 8, 12);
    sample = new Sample(2_000, 40, 15);
    now = now.plusSeconds(10);
    var before = status;
    pass();
    assertThat(RolloutNews.ofDryRun(before, status).orElseThrow().message())
        .contains("step 2: measurement 1 of 2: significantly more errors");
    assertThat(RolloutNews.ofDryRun(status, status)).isEmpty();
    assertThat(status.step()).isEqualTo(1);
    now = now.plusSeconds(10);
    pass();
    assertThat(status.step()).as("it goes on").isEqualTo(2);
    assertThat(status.analysis().dryRun()).contains("step 2: ");
    now = now.plusSeconds(10);
    pass();
    assertThat(status.reason()).as("the next analysis begins anew").isEqualTo("AnalysisFailed");
    assertThat(status.analysis().measurements()).isEqualTo(1);
  }

  @Test
  void aStepVerifiesEachInstanceOfTheNewRevisionOnceMore() {
    steps = List.of(weight(50), verify(), weight(100));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 2, true);
    pass();
    pass();
    assertThat(status.step()).isEqualTo(1);
    assertThat(status.reason()).isEqualTo("Verifying");
    assertThat(status.message()).contains("step 2 of 3: 0 of 2 instances have passed");
    tried(RolloutProgress.verificationId(status), true, 1);
    pass();
    assertThat(status.message()).contains("1 of 2 instances have passed");
    tried("1/2025-12-31T00:00:00Z", false, 2);
    pass();
    assertThat(status.message()).as("of an earlier rollout").contains("0 of 2");
    tried(RolloutProgress.verificationId(status), true, 2);
    pass();
    assertThat(status.step()).isEqualTo(2);
  }

  @Test
  void anInstanceThatDoesNotPassTheVerificationOfAStepEndsTheRollout() {
    steps = List.of(weight(50), verify(), weight(100));
    spec = spec(RolloutType.CANARY, OnFailure.ROLLBACK);
    stableR1();
    revision = "r2";
    pass();
    add("r2", 2, true);
    pass();
    pass();
    tried(RolloutProgress.verificationId(status), false, 1);
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.FAILED);
    assertThat(status.reason()).isEqualTo("StepVerificationFailed");
    assertThat(status.message()).contains("web, step 2: it ended");
    assertThat(status.output()).isEqualTo("its words");
    assertThat(status.weight()).isZero();
  }

  /** It is green all the time, so nothing tells that its cause is over. */
  @Test
  void whatFailedTheVerificationOfAStepStaysFailed() {
    steps = List.of(weight(50), verify(), weight(100));
    spec = spec(RolloutType.CANARY, OnFailure.FREEZE);
    stableR1();
    revision = "r2";
    pass();
    add("r2", 2, true);
    pass();
    pass();
    tried(RolloutProgress.verificationId(status), false, 1);
    for (var again = 0; again < 5; again++) {
      pass();
      assertThat(status.phase()).isEqualTo(RolloutPhase.FAILED);
    }
    tried(RolloutProgress.verificationId(status), true, 2);
    pass();
    assertThat(status.phase())
        .as("also once a later try would pass")
        .isEqualTo(RolloutPhase.FAILED);
  }

  @Test
  void theVerificationOfAStepMayTakeAsLongAsItMayTake() {
    var test = new VerificationSpec(null, List.of("test"), null, "20m", 1, null);
    steps = List.of(weight(50), new RolloutStep(null, null, null, null, test));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 2, true);
    pass();
    pass();
    now = now.plus(Duration.ofMinutes(49));
    pass();
    assertThat(status.reason()).isEqualTo("Verifying");
    now = now.plus(Duration.ofMinutes(2));
    pass();
    assertThat(status.reason()).isEqualTo("ProgressDeadlineExceeded");
  }

  @Test
  void aMissingTestOfAStepHoldsThatStep() {
    steps = List.of(weight(50), verify());
    stableR1();
    revision = "r2";
    gates = new Gates(Optional.empty(), Map.of(), Map.of(1, "there is no artifact t"));
    pass();
    add("r2", 2, true);
    pass();
    pass();
    assertThat(status.reason()).isEqualTo("Verifying");
    assertThat(status.message()).contains("step 2 of 2: there is no artifact t");
  }

  private void tried(String id, boolean passed, int count) {
    var end = new VerificationResult(passed, 1, null, "it ended", passed ? null : "its words");
    var left = new AtomicInteger(count);
    instances.replaceAll(
        i ->
            i.revision().equals("r2") && left.getAndDecrement() > 0
                ? new InstanceState(
                    i.name(),
                    i.revision(),
                    i.host(),
                    i.running(),
                    i.ready(),
                    i.stopped(),
                    i.lost(),
                    i.evacuate(),
                    i.settingsDiffer(),
                    i.failure(),
                    new StepVerificationResult(id, end),
                    i.sessions(),
                    i.createdAt())
                : i);
  }

  private static RolloutStep verify() {
    var test = new VerificationSpec(null, List.of("test"), null, null, null, null);
    return new RolloutStep(null, null, null, null, test);
  }

  @Test
  void whatIsFrozenCanStillBeAborted() {
    steps = List.of(weight(20), pause(null));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 1, true);
    pass();
    pass();
    instances.add(failed("r2", "CrashLoop"));
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.FAILED);
    assertThat(status.weight()).as("it stays as it is").isEqualTo(20);
    order = new RolloutOrder(null, "r2", null, null);
    pass();
    assertThat(status.reason()).isEqualTo("Aborted");
    assertThat(status.weight()).isZero();
    assertThat(goals()).containsExactly(new Goal("r1", WANTED));
  }

  @Test
  void anotherPolicyTakesWhatIsFrozenBackBeforeAnythingLeaves() {
    steps = List.of(weight(20), pause(null));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 1, true);
    pass();
    pass();
    instances.add(failed("r2", "CrashLoop"));
    pass();
    spec = spec(RolloutType.CANARY, OnFailure.ROLLBACK);
    routersFollow = false;
    pass();
    assertThat(status.weight()).isZero();
    assertThat(RolloutGoals.of(status, facts()).held()).isTrue();
  }

  @Test
  void whatIsFrozenGoesOnWhenWhatItFailedByIsOver() {
    spec = spec(RolloutType.ROLLING, OnFailure.FREEZE);
    stableR1();
    revision = "r2";
    pass();
    instances.add(failed("r2", "CrashLoop"));
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.FAILED);
    ready();
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.PROGRESSING);
    assertThat(goals()).containsExactly(new Goal("r2", WANTED));
  }

  @Test
  void aSecondTryReplacesWhatHasFailedInTheFirst() {
    spec = spec(RolloutType.ROLLING, OnFailure.FREEZE);
    stableR1();
    revision = "r2";
    pass();
    instances.add(createdAt(now, failed("r2", "VerificationFailed")));
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.FAILED);
    now = now.plusSeconds(30);
    order = new RolloutOrder(null, null, "r2/" + status.stepSince(), null);
    pass();
    assertThat(RolloutGoals.of(status, facts()).unwanted()).containsExactly("web");
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.PROGRESSING);
  }

  @Test
  void whatSomebodyWentBackFromIsNotProvenWhenItComesAgain() {
    steps = List.of(weight(5), pause(null));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 1, true);
    pass();
    pass();
    revision = "r1";
    pass();
    assertThat(status.warm()).isEqualTo("r2");
    revision = "r2";
    pass();
    assertThat(status.step()).isZero();
    assertThat(status.weight()).isEqualTo(5);
  }

  @Test
  void theTimeOfAPauseIsNotTimeWithoutProgress() {
    steps = List.of(weight(20), pause(null), weight(50));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 1, true);
    pass();
    pass();
    now = now.plus(Duration.ofHours(1));
    instances.removeIf(i -> i.revision().equals("r2"));
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.PROGRESSING);
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.PROGRESSING);
  }

  @Test
  void anotherTypeInTheMiddleLeavesTheTrafficDivided() {
    steps = List.of(weight(20), pause(null));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 1, true);
    pass();
    spec = spec(RolloutType.ROLLING, OnFailure.FREEZE);
    revision = "r3";
    pass();
    assertThat(status.weight()).isZero();
    assertThat(goals()).containsExactly(new Goal("r1", WANTED), new Goal("r3", WANTED));
  }

  @Test
  void anEditInTheMiddleBeginsAnewAndStillKnowsWhatIsStable() {
    steps = List.of(weight(20), pause(null));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 1, true);
    pass();
    revision = "r3";
    pass();
    assertThat(status.stable()).isEqualTo("r1");
    assertThat(status.weight()).isZero();
    assertThat(goals()).containsExactly(new Goal("r1", WANTED), new Goal("r3", 1));
    revision = "r1";
    pass();
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.COMPLETE);
    assertThat(goals()).containsExactly(new Goal("r1", WANTED));
  }

  @Test
  void aFullSetOfABlueGreenIsThereBeforeAnyStep() {
    spec = spec(RolloutType.BLUE_GREEN, OnFailure.FREEZE);
    steps = List.of(pause(null));
    stableR1();
    revision = "r2";
    pass();
    assertThat(goals()).containsExactly(new Goal("r1", WANTED), new Goal("r2", WANTED));
    add("r2", WANTED, true);
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.PAUSED);
    assertThat(status.weight()).isZero();
    order = new RolloutOrder("r2/" + RolloutOrder.ALL_STEPS, null, null, null);
    pass();
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.COMPLETE);
  }

  @Test
  void withoutProgressItFailsInTheEndButNotWhileItIsPaused() {
    steps = List.of(weight(20), pause(null));
    stableR1();
    revision = "r2";
    pass();
    add("r2", 1, true);
    pass();
    pass();
    now = now.plus(Duration.ofDays(1));
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.PAUSED);
    instances.removeIf(i -> i.revision().equals("r2"));
    order = new RolloutOrder("r2/1", null, null, null);
    pass();
    now = now.plus(Duration.ofMinutes(11));
    pass();
    assertThat(status.reason()).isEqualTo("ProgressDeadlineExceeded");
  }

  @Test
  void aRouteThatCannotBeDividedHoldsItBeforeAnythingStarts() {
    obstacle = "FrontEndConfig x sends requests to web@main, which other maps run, too";
    stableR1();
    revision = "r2";
    pass();
    pass();
    assertThat(status.reason()).isEqualTo("RouteNotDivisible");
    assertThat(goals()).containsExactly(new Goal("r1", WANTED), new Goal("r2", 0));
  }

  private void stableR1() {
    add("r1", WANTED, true);
    pass();
    assertThat(status.phase()).isEqualTo(RolloutPhase.COMPLETE);
  }

  private void pass() {
    status = RolloutProgress.next(status, facts());
  }

  private List<Goal> goals() {
    return RolloutGoals.of(status, facts()).goals();
  }

  private ProgressFacts facts() {
    var with = new RolloutSpec(spec.type(), 1, 0, steps, null, null, spec.onFailure(), null, null);
    return new ProgressFacts(
        revision,
        WANTED,
        with,
        instances,
        gates,
        List.of(),
        true,
        routersFollow && status != null
            ? Optional.ofNullable(status.weight()).map(w -> new Division(status.revision(), w))
            : Optional.empty(),
        obstacle,
        stableSample,
        sample,
        readings,
        order,
        now);
  }

  private void add(String revision, int count, boolean ready) {
    for (var number = 0; number < count; number++) {
      instances.add(state(revision, ready, null));
    }
  }

  private void ready() {
    instances.replaceAll(i -> state(i.revision(), true, null));
  }

  private static InstanceState createdAt(Instant time, InstanceState i) {
    return new InstanceState(
        i.name(),
        i.revision(),
        i.host(),
        i.running(),
        i.ready(),
        i.stopped(),
        i.lost(),
        i.evacuate(),
        i.settingsDiffer(),
        i.failure(),
        i.stepVerification(),
        i.sessions(),
        time);
  }

  private static InstanceState failed(String revision, String reason) {
    return state(revision, false, reason);
  }

  private static InstanceState state(String revision, boolean ready, String failure) {
    return new InstanceState(
        "web",
        revision,
        "a",
        true,
        ready,
        false,
        false,
        false,
        false,
        failure == null ? null : new Failure(failure, "why", "the log", null, false),
        null,
        0,
        null);
  }

  private static RolloutSpec spec(RolloutType type, OnFailure onFailure) {
    return new RolloutSpec(type, null, null, null, null, null, onFailure, null, null);
  }

  private static RolloutStep weight(int weight) {
    return new RolloutStep(weight, null, null, null, null);
  }

  private static RolloutStep analyse(int count, int failureLimit) {
    return new RolloutStep(
        null,
        null,
        null,
        new AnalysisSpec(null, null, null, null, null, count, failureLimit, null, null),
        null);
  }

  private static RolloutStep pause(String duration) {
    return new RolloutStep(null, null, new PauseStep(duration), null, null);
  }
}
