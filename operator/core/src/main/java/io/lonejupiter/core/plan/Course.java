package io.lonejupiter.core.plan;

import io.lonejupiter.core.document.ResponseTimes;
import io.lonejupiter.core.rollout.Analysis;
import io.lonejupiter.core.rollout.Gates;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.core.rollout.ProgressFacts;
import io.lonejupiter.core.rollout.ProgressFacts.Division;
import io.lonejupiter.core.rollout.Reading;
import io.lonejupiter.core.rollout.RolloutAction;
import io.lonejupiter.core.rollout.RolloutAction.Create;
import io.lonejupiter.core.rollout.RolloutAction.Delete;
import io.lonejupiter.core.rollout.RolloutAction.Drain;
import io.lonejupiter.core.rollout.RolloutAction.UpdateSettings;
import io.lonejupiter.core.rollout.RolloutFacts;
import io.lonejupiter.core.rollout.RolloutGoals;
import io.lonejupiter.core.rollout.RolloutOrder;
import io.lonejupiter.core.rollout.RolloutPlanner;
import io.lonejupiter.core.rollout.RolloutProgress;
import io.lonejupiter.core.rollout.Sample;
import io.lonejupiter.core.unit.Durations;
import io.lonejupiter.model.PendingInstance;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.RolloutStep;
import io.lonejupiter.model.SuspectHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The world as it is going to be, round after round. */
final class Course {
  private static final int ROUNDS = 10_000;
  private static final Duration ROUND = Duration.ofHours(1);
  private static final Sample GOOD =
      new Sample(1_000_000, 0, 0, ResponseTimes.of(Map.of(0, 1_000_000L)));

  private final ForecastFacts given;
  private final Map<String, InstanceState> instances = new LinkedHashMap<>();
  private final List<String> gone = new ArrayList<>();
  private final List<Create> created = new ArrayList<>();
  private final List<Forecast.Step> steps = new ArrayList<>();
  private RolloutStatus status;
  private Optional<Division> obeyed = Optional.empty();
  private RolloutOrder order = RolloutOrder.NONE;
  private Instant now;
  private Duration lasts = Duration.ZERO;

  Course(ForecastFacts given) {
    this.given = given;
    this.status = given.before();
    this.now = given.now();
    given.instances().forEach(instance -> instances.put(instance.name(), instance));
    if (status != null && status.weight() != null) {
      obeyed = Optional.of(new Division(status.revision(), status.weight()));
    }
  }

  Forecast run() {
    var idle = 0;
    List<PendingInstance> pending = List.of();
    for (var round = 0; round < ROUNDS && idle < 2; round++) {
      var facts = facts();
      var next = RolloutProgress.next(status, facts);
      var said = tell(next);
      var goals = RolloutGoals.of(next, facts);
      var plan =
          RolloutPlanner.next(
              new RolloutFacts(
                  given.namespace(),
                  given.map(),
                  given.spec(),
                  given.wanted(),
                  goals,
                  given.suspects().stream().map(SuspectHost::host).collect(Collectors.toSet()),
                  List.copyOf(instances.values()),
                  given.hosts().with(gone, created)));
      plan.actions().forEach(this::take);
      if (plan.actions().stream().anyMatch(Create.class::isInstance)) {
        lasts = lasts.plus(given.start());
      }
      pending = plan.pending();
      idle = plan.actions().isEmpty() && !said ? idle + 1 : 0;
      obeyed =
          next.weight() == null
              ? Optional.empty()
              : Optional.of(new Division(next.revision(), next.weight()));
      status = next;
      comeUp();
      if (isOver()) {
        break;
      }
    }
    return new Forecast(List.copyOf(steps), pending, lasts);
  }

  private boolean isOver() {
    return status.phase() == RolloutPhase.FAILED
        || status.phase() == RolloutPhase.PAUSED && isHeld()
        || status.phase() == RolloutPhase.COMPLETE && status.warm() != null;
  }

  private boolean isHeld() {
    return given.spec().rollout() != null && Boolean.TRUE.equals(given.spec().rollout().paused());
  }

  /** Says what is new, and has it happen that is waited for. */
  private boolean tell(RolloutStatus next) {
    var said = steps.size();
    var weight = status == null ? null : status.weight();
    if (next.weight() != null && !next.weight().equals(weight)) {
      steps.add(new Forecast.Weight(next.revision(), next.weight()));
    }
    if (next.phase() == RolloutPhase.PAUSED && !isTold(next)) {
      steps.add(new Forecast.Wait(next.message()));
      lasts = lasts.plus(pause(next));
      order = new RolloutOrder(next.revision() + "/" + next.step(), null, null, null);
    } else if ("Verifying".equals(next.reason()) && !isTold(next)) {
      steps.add(new Forecast.Wait("verification of step " + (next.step() + 1)));
    } else if ("Analysing".equals(next.reason()) && !isTold(next)) {
      steps.add(new Forecast.Wait("measurements of step " + (next.step() + 1)));
    } else if ("RouteNotDivisible".equals(next.reason()) && !isTold(next)) {
      steps.add(new Forecast.Wait(next.message()));
    } else if (next.phase() == RolloutPhase.FAILED && !isTold(next)) {
      steps.add(new Forecast.Wait("retry: " + next.message()));
    }
    if ("Analysing".equals(next.reason())) {
      now = now.plus(ROUND);
      lasts = lasts.plus(Analysis.interval(step(next).analyse()));
    }
    return steps.size() > said || !Objects.equals(stage(status), stage(next));
  }

  private List<Reading> readings() {
    var steps = RolloutProgress.steps(given.spec().rollout());
    var analyse = status == null || status.step() >= steps.size() ? null : step(status).analyse();
    return analyse == null || analyse.prometheus() == null
        ? List.of()
        : analyse.prometheus().stream().map(query -> Reading.good(query, now)).toList();
  }

  private RolloutStep step(RolloutStatus status) {
    return RolloutProgress.steps(given.spec().rollout()).get(status.step());
  }

  /** Zero where a person is waited for. */
  private Duration pause(RolloutStatus paused) {
    return isHeld()
        ? Duration.ZERO
        : Durations.parseOr(step(paused).pause().duration(), Duration.ZERO);
  }

  private boolean isTold(RolloutStatus next) {
    return status != null
        && Objects.equals(status.reason(), next.reason())
        && Objects.equals(status.step(), next.step())
        && status.phase() == next.phase()
        && Objects.equals(status.revision(), next.revision());
  }

  private record Stage(RolloutPhase phase, Integer step, Integer weight, Object analysis) {}

  private static Stage stage(RolloutStatus status) {
    return status == null
        ? null
        : new Stage(status.phase(), status.step(), status.weight(), status.analysis());
  }

  private void take(RolloutAction action) {
    if (action instanceof Create create) {
      created.add(create);
      steps.add(new Forecast.Start(create.name(), create.revision(), create.place().host()));
      instances.put(
          create.name(),
          InstanceState.placed(create.name(), create.revision(), create.place().host()));
    } else if (action instanceof UpdateSettings update) {
      steps.add(new Forecast.Change(update.name()));
      instances.computeIfPresent(update.name(), (name, i) -> i.up());
    } else if (action instanceof Drain drain) {
      steps.add(new Forecast.Stop(drain.name(), instances.get(drain.name()).host(), drain.why()));
      remove(drain.name());
    } else if (action instanceof Delete delete) {
      steps.add(
          new Forecast.Remove(delete.name(), instances.get(delete.name()).host(), delete.why()));
      remove(delete.name());
    }
  }

  private void remove(String name) {
    instances.remove(name);
    created.removeIf(create -> create.name().equals(name));
    gone.add(name);
  }

  private void comeUp() {
    instances.replaceAll((name, i) -> i.running() && !i.lost() ? i.up() : i);
    var id = RolloutProgress.verificationId(status);
    instances.replaceAll((name, i) -> i.verified(id));
  }

  private ProgressFacts facts() {
    return new ProgressFacts(
        given.revision(),
        given.wanted(),
        given.spec().rollout(),
        List.copyOf(instances.values()),
        Gates.NONE,
        given.suspects(),
        true,
        obeyed,
        null,
        GOOD,
        GOOD,
        readings(),
        order,
        now);
  }
}
