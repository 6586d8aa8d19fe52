package io.lonejupiter.core.plan;

import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.core.rollout.ProgressFacts;
import io.lonejupiter.core.rollout.ProgressFacts.Division;
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
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.PendingInstance;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a map's rollout is going to do, by the very decisions that will do it: they are asked again
 * and again, as if every instance came up, routers obeyed, pauses were promoted and measurements
 * were good. Pure.
 *
 * @param steps in their order; empty: nothing is going to be done
 * @param pending instances that no host can take
 */
public record Forecast(List<Step> steps, List<PendingInstance> pending) {
  private static final int ROUNDS = 10_000;
  private static final Duration ROUND = Duration.ofHours(1);
  private static final Sample GOOD = new Sample(1_000_000, 0, 0);

  /** One thing that happens. */
  public sealed interface Step {}

  /** An instance starts. */
  public record Start(String instance, String revision, String host) implements Step {}

  /** An instance takes other settings, and runs on. */
  public record Change(String instance) implements Step {}

  /** An instance gets no new sessions, and goes when it has none. */
  public record Stop(String instance, String host, String why) implements Step {}

  /** What is left of an instance that does not run any more is removed. */
  public record Remove(String instance, String host, String why) implements Step {}

  /** So many percent of the map's traffic go to a revision. */
  public record Weight(String revision, int percent) implements Step {}

  /** Nothing goes on before something has happened. */
  public record Wait(String until) implements Step {}

  /** How hosts are once some instances are gone and others are there. */
  @FunctionalInterface
  public interface Hosts {
    List<HostState> with(List<String> gone, List<Create> created);
  }

  /**
   * @param wanted how many instances there shall be
   * @param before the status of the rollout up to now; null: none
   * @param instances those that there are
   */
  public static Forecast of(
      String namespace,
      String map,
      ApplicationMapSpec spec,
      int wanted,
      String revision,
      RolloutStatus before,
      List<InstanceState> instances,
      Hosts hosts,
      Instant now) {
    return new Course(namespace, map, spec, wanted, revision, before, instances, hosts, now).run();
  }

  /** The world as it is going to be, round after round. */
  private static final class Course {
    private final String namespace;
    private final String map;
    private final ApplicationMapSpec spec;
    private final int wanted;
    private final String revision;
    private final Hosts hosts;
    private final Map<String, InstanceState> instances = new LinkedHashMap<>();
    private final List<String> gone = new ArrayList<>();
    private final List<Create> created = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private RolloutStatus status;
    private Optional<Division> obeyed = Optional.empty();
    private RolloutOrder order = RolloutOrder.NONE;
    private Instant now;

    Course(
        String namespace,
        String map,
        ApplicationMapSpec spec,
        int wanted,
        String revision,
        RolloutStatus before,
        List<InstanceState> given,
        Hosts hosts,
        Instant now) {
      this.namespace = namespace;
      this.map = map;
      this.spec = spec;
      this.wanted = wanted;
      this.revision = revision;
      this.hosts = hosts;
      this.status = before;
      this.now = now;
      given.forEach(instance -> instances.put(instance.name(), instance));
      if (before != null && before.weight() != null) {
        obeyed = Optional.of(new Division(before.revision(), before.weight()));
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
                    namespace,
                    map,
                    spec,
                    wanted,
                    goals,
                    List.copyOf(instances.values()),
                    hosts.with(gone, created)));
        plan.actions().forEach(this::take);
        pending = plan.pending();
        idle = plan.actions().isEmpty() && !said ? idle + 1 : 0;
        comeUp();
        obeyed =
            next.weight() == null
                ? Optional.empty()
                : Optional.of(new Division(next.revision(), next.weight()));
        status = next;
        if (isOver()) {
          break;
        }
      }
      return new Forecast(List.copyOf(steps), pending);
    }

    private boolean isOver() {
      return status.phase() == RolloutPhase.FAILED
          || status.phase() == RolloutPhase.PAUSED && isHeld()
          || status.phase() == RolloutPhase.COMPLETE && status.warm() != null;
    }

    private boolean isHeld() {
      return spec.rollout() != null && Boolean.TRUE.equals(spec.rollout().paused());
    }

    /** Says what is new, and has it happen that is waited for. */
    private boolean tell(RolloutStatus next) {
      var said = steps.size();
      var weight = status == null ? null : status.weight();
      if (next.weight() != null && !next.weight().equals(weight)) {
        steps.add(new Weight(next.revision(), next.weight()));
      }
      if (next.phase() == RolloutPhase.PAUSED && !isTold(next)) {
        steps.add(new Wait(next.message()));
        order = new RolloutOrder(next.revision() + "/" + next.step(), null, null, null);
      } else if ("Analysing".equals(next.reason()) && !isTold(next)) {
        steps.add(new Wait("measurements of step " + (next.step() + 1)));
      } else if ("RouteNotDivisible".equals(next.reason()) && !isTold(next)) {
        steps.add(new Wait(next.message()));
      } else if (next.phase() == RolloutPhase.FAILED && !isTold(next)) {
        steps.add(new Wait("retry: " + next.message()));
      }
      if ("Analysing".equals(next.reason())) {
        now = now.plus(ROUND);
      }
      return steps.size() > said || !Objects.equals(stage(status), stage(next));
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
        steps.add(new Start(create.name(), create.revision(), create.place().host()));
        instances.put(
            create.name(),
            InstanceState.placed(create.name(), create.revision(), create.place().host()));
      } else if (action instanceof UpdateSettings update) {
        steps.add(new Change(update.name()));
        instances.computeIfPresent(update.name(), (name, i) -> i.up());
      } else if (action instanceof Drain drain) {
        steps.add(new Stop(drain.name(), instances.get(drain.name()).host(), drain.why()));
        remove(drain.name());
      } else if (action instanceof Delete delete) {
        steps.add(new Remove(delete.name(), instances.get(delete.name()).host(), delete.why()));
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
    }

    private ProgressFacts facts() {
      return new ProgressFacts(
          revision,
          wanted,
          spec.rollout(),
          List.copyOf(instances.values()),
          true,
          obeyed,
          null,
          GOOD,
          GOOD,
          order,
          now);
    }
  }
}
