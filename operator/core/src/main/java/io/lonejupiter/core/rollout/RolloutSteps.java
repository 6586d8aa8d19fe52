package io.lonejupiter.core.rollout;

import io.lonejupiter.core.unit.Durations;
import io.lonejupiter.model.AnalysisSpec;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.RolloutStep;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/** The steps of a rollout that divides traffic, one after the other, and its end. Pure. */
final class RolloutSteps {
  private static final Duration DEFAULT_WARM = Duration.ofMinutes(10);
  private static final int ALL = 100;

  private final ProgressFacts facts;
  private final String now;

  RolloutSteps(ProgressFacts facts) {
    this.facts = facts;
    this.now = facts.second();
  }

  RolloutStatus stepped(RolloutStatus given) {
    var steps = RolloutProgress.steps(facts.spec());
    var status = given;
    if (facts.order().promotesAll(status.revision()) && status.step() < steps.size()) {
      status = RolloutDraft.of(status).at(steps.size(), now).status();
    }
    while (status.step() < steps.size()) {
      var after = step(status, steps.get(status.step()));
      if (after.step().equals(status.step())) {
        return after;
      }
      status = after;
    }
    if (facts.obstacle() != null) {
      return blocked(status);
    }
    if (facts.ready(status.revision()) < facts.wanted()) {
      return status;
    }
    var all = RolloutDraft.of(status).weighing(ALL).status();
    if (!facts.follow(status.revision(), ALL)) {
      return all;
    }
    return complete(
        all, status.stable().equals(status.revision()) ? status.warm() : status.stable());
  }

  private RolloutStatus step(RolloutStatus status, RolloutStep step) {
    if (facts.obstacle() != null) {
      return blocked(status);
    }
    var next = RolloutDraft.of(status).at(status.step() + 1, now);
    if (facts.ready(status.revision())
        < RolloutProgress.canaries(facts.spec(), status, facts.wanted())) {
      return status;
    }
    if (step.setWeight() != null) {
      var weighed = RolloutDraft.of(status).weighing(step.setWeight()).status();
      return facts.follow(status.revision(), step.setWeight())
              && step.setWeight().equals(status.weight())
          ? next.status()
          : weighed;
    }
    if (step.pause() != null) {
      return paused(status, step.pause().duration(), next);
    }
    if (step.analyse() != null) {
      return analysed(status, step.analyse(), next);
    }
    return step.verify() == null ? next.status() : verified(status, next);
  }

  /** What serves is tried once more, in the traffic that it has by now. */
  private RolloutStatus verified(RolloutStatus status, RolloutDraft next) {
    var missing = facts.gates().missing().get(status.step());
    if (missing != null) {
      return verifying(status, missing);
    }
    var id = RolloutProgress.verificationId(status);
    var passed = 0;
    for (var instance : facts.readyOf(status.revision())) {
      var end = instance.stepVerification();
      if (end == null || !end.id().equals(id)) {
        continue;
      }
      if (!end.result().passed()) {
        return new RolloutFailure(facts)
            .failed(
                status,
                new RolloutFailure.Cause(
                    "StepVerificationFailed",
                    "%s, step %d: %s"
                        .formatted(instance.name(), status.step() + 1, end.result().message()),
                    end.result().output()));
      }
      passed++;
    }
    var ready = facts.ready(status.revision());
    return passed == ready
        ? next.status()
        : verifying(
            status, "%d of %d instances have passed its verification".formatted(passed, ready));
  }

  private RolloutStatus verifying(RolloutStatus status, String how) {
    var steps = RolloutProgress.steps(facts.spec()).size();
    return RolloutDraft.of(status)
        .saying(
            RolloutPhase.PROGRESSING,
            "Verifying",
            "step %d of %d: %s".formatted(status.step() + 1, steps, how))
        .status();
  }

  private RolloutStatus analysed(RolloutStatus status, AnalysisSpec spec, RolloutDraft next) {
    if (!facts.follow(status.revision(), status.weight())) {
      return status;
    }
    var finding =
        Analysis.next(
            spec,
            status.step(),
            status.analysis(),
            Instant.parse(status.stepSince()),
            facts.stableSample(),
            facts.sample(),
            facts.readings(),
            facts.now());
    var measured = RolloutDraft.of(status).measuring(finding.status());
    var said =
        status.analysis() != null
                && Objects.equals(status.analysis().step(), finding.status().step())
                && Objects.equals(status.analysis().measurements(), finding.status().measurements())
            ? measured
            : measured.movingSince(now);
    return switch (finding.result()) {
      case PASSED -> next.measuring(finding.status()).status();
      case PENDING ->
          said.saying(RolloutPhase.PROGRESSING, "Analysing", finding.status().message()).status();
      case FAILED ->
          new RolloutFailure(facts)
              .failed(
                  said.status(),
                  new RolloutFailure.Cause("AnalysisFailed", finding.status().message(), null));
    };
  }

  private RolloutStatus paused(RolloutStatus status, String duration, RolloutDraft next) {
    if (facts.order().promotes(status.revision(), status.step())) {
      return next.status();
    }
    var position =
        "step %d of %d".formatted(status.step() + 1, RolloutProgress.steps(facts.spec()).size());
    if (duration == null) {
      return RolloutDraft.of(status)
          .saying(RolloutPhase.PAUSED, "Paused", position + ": it waits to be promoted")
          .status();
    }
    var end = Instant.parse(status.stepSince()).plus(Durations.parse(duration));
    return facts.now().isBefore(end)
        ? RolloutDraft.of(status)
            .saying(RolloutPhase.PAUSED, "Paused", position + ": it waits until " + end)
            .status()
        : next.status();
  }

  private RolloutStatus blocked(RolloutStatus status) {
    return RolloutDraft.of(status)
        .saying(RolloutPhase.PROGRESSING, "RouteNotDivisible", facts.obstacle())
        .status();
  }

  RolloutStatus complete(RolloutStatus status, String warm) {
    var keeps =
        Durations.parseOr(facts.spec() == null ? null : facts.spec().keepWarm(), DEFAULT_WARM);
    // What was on its way when somebody went back is not worth keeping.
    var until =
        warm != null && warm.equals(status.warm())
            ? status.warmUntil()
            : facts.now().plus(keeps).truncatedTo(ChronoUnit.SECONDS).toString();
    return RolloutDraft.of(status)
        .promoted()
        .warm(warm, until)
        .weighing(warm == null ? null : status.weight())
        .at(RolloutProgress.steps(facts.spec()).size(), now)
        .saying(RolloutPhase.COMPLETE, null, null)
        .status();
  }
}
