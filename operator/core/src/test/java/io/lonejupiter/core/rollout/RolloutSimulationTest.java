package io.lonejupiter.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.rollout.InstanceState.Failure;
import io.lonejupiter.core.rollout.ProgressFacts.Division;
import io.lonejupiter.core.rollout.RolloutAction.Create;
import io.lonejupiter.core.rollout.RolloutAction.Delete;
import io.lonejupiter.core.rollout.RolloutAction.Drain;
import io.lonejupiter.core.simulation.Histories;
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.OnFailure;
import io.lonejupiter.model.PauseStep;
import io.lonejupiter.model.PortRange;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutSpec;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.RolloutStep;
import io.lonejupiter.model.RolloutType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The pure core of rollouts against models of hosts and routers, in virtual time: edits, scalings,
 * orders of people, instances that fail, die or lose their host, late reports, routers that obey
 * late, and an operator that dies before any of its writes. Every history is one seed; {@code
 * -Dlj.simulation.seed} repeats one, {@code -Dlj.simulation.histories} says how many.
 */
class RolloutSimulationTest {
  private static final int HISTORIES = Integer.getInteger("lj.simulation.histories", 20_000);
  private static final int STEPS = 60;
  private static final int SHOWN = 12;
  private static final int CALM_STEPS = 400;

  @Test
  void everyHistoryKeepsWhatServesAndEndsAsDeclared() {
    var only = Long.getLong("lj.simulation.seed");
    if (only != null) {
      run(only, Integer.MAX_VALUE);
      return;
    }
    Histories.each(LongStream.rangeClosed(1, HISTORIES), seed -> run(seed, SHOWN));
  }

  private static void run(long seed, int shown) {
    var history = new History(seed);
    try {
      history.run();
    } catch (RuntimeException | AssertionError e) {
      var told = history.told;
      var story =
          told.subList(Math.max(0, told.size() - shown), told.size()).stream()
              .map(Object::toString)
              .collect(Collectors.joining("\n"));
      throw new AssertionError(
          "-Dlj.simulation.seed=%d: %s%n%s".formatted(seed, e.getMessage(), story), e);
    }
  }

  /** An instance of the model, which knows more than what is reported of it. */
  private static final class Model {
    final String name;
    final String revision;
    final String host;
    final Instant createdAt;
    boolean draining;
    boolean evacuate;
    boolean stopped;
    boolean lost;
    boolean ready;
    String failure;

    Model(String name, String revision, String host, Instant createdAt) {
      this.createdAt = createdAt.truncatedTo(ChronoUnit.SECONDS);
      this.name = name;
      this.revision = revision;
      this.host = host;
    }

    InstanceState state() {
      return new InstanceState(
          name,
          revision,
          host,
          !draining && !stopped,
          ready && !lost,
          stopped,
          lost,
          evacuate,
          false,
          failure == null ? null : new Failure(failure, "why", null, createdAt, false),
          null,
          0,
          createdAt);
    }
  }

  private static final class History {
    final Random random;
    final Map<String, Model> instances = new LinkedHashMap<>();
    final Set<String> bad = new HashSet<>();

    /** Hosts that a person drains. */
    final Set<String> drained = new HashSet<>();

    final RolloutType type;
    final OnFailure onFailure;
    final List<RolloutStep> steps;
    int wanted;
    int revision = 1;
    RolloutOrder order = RolloutOrder.NONE;
    RolloutStatus status;

    /** What routers obey: the status whose weight they have. */
    RolloutStatus obeyed;

    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    final List<Object> told = new ArrayList<>();

    History(long seed) {
      random = new Random(seed);
      type = RolloutType.values()[random.nextInt(3)];
      onFailure = OnFailure.values()[random.nextInt(3)];
      wanted = 1 + random.nextInt(4);
      steps = new ArrayList<>();
      for (var number = random.nextInt(5); number > 0; number--) {
        steps.add(step());
      }
    }

    private RolloutStep step() {
      return switch (random.nextInt(3)) {
        case 0 -> new RolloutStep(random.nextInt(101), null, null, null, null);
        case 1 -> new RolloutStep(null, random.nextInt(4), null, null, null);
        default ->
            new RolloutStep(
                null, null, new PauseStep(random.nextBoolean() ? null : "20s"), null, null);
      };
    }

    void run() {
      for (var number = 0; number < STEPS; number++) {
        now = now.plusSeconds(1 + random.nextInt(20));
        disturb();
        reconcile(random.nextInt(6) == 0 ? random.nextInt(4) : Integer.MAX_VALUE);
        world(3);
      }
      bad.remove("r" + revision);
      bad.remove(status.stable());
      drained.clear();
      for (var number = 0; number < CALM_STEPS && !isDone(); number++) {
        now = now.plusSeconds(10);
        calm();
        reconcile(Integer.MAX_VALUE);
        world(1);
      }
      if (!isDone()) {
        fail("it does not end: " + status + ", " + states());
      }
    }

    /** People promote what waits and retry what failed. */
    private void calm() {
      if (status.phase() == RolloutPhase.PAUSED) {
        order = new RolloutOrder(status.revision() + "/" + status.step(), null, null, null);
      } else if (status.phase() == RolloutPhase.FAILED) {
        order = new RolloutOrder(null, null, status.revision() + "/" + status.stepSince(), null);
      }
    }

    private boolean isDone() {
      return status != null
          && status.phase() == RolloutPhase.COMPLETE
          && status.warm() == null
          && status.weight() == null
          && status.revision().equals("r" + revision)
          && instances.size() == wanted
          && instances.values().stream()
              .allMatch(i -> i.ready && i.revision.equals("r" + revision));
    }

    private void disturb() {
      switch (random.nextInt(15)) {
        case 0 -> {
          // Also back to one that was there before.
          revision = random.nextInt(3) == 0 ? 1 + random.nextInt(revision) : revision + 1;
          if (random.nextInt(3) == 0) {
            bad.add("r" + revision);
          }
          told.add("edit r" + revision + (bad.contains("r" + revision) ? ", bad" : ""));
        }
        case 1 -> wanted = random.nextInt(5);
        case 2 -> any().ifPresent(i -> i.ready = false);
        case 3 -> any().ifPresent(i -> i.lost = true);
        case 4 -> {
          if (status != null) {
            order = new RolloutOrder(status.revision() + "/" + random.nextInt(6), null, null, null);
          }
        }
        case 5 -> {
          if (status != null && status.stable() != null) {
            order = new RolloutOrder(null, status.revision(), null, null);
            told.add("abort " + status.revision());
          }
        }
        case 6 -> {
          if (status != null) {
            order =
                new RolloutOrder(null, null, status.revision() + "/" + status.stepSince(), null);
          }
        }
        case 7 -> {
          if (!drained.remove("a")) {
            drained.add("a");
          }
        }
        case 8 -> now = now.plus(Duration.ofMinutes(random.nextInt(12)));
        default -> {}
      }
    }

    private Optional<Model> any() {
      var all = new ArrayList<>(instances.values());
      return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    /** Hosts and routers do, sooner or later, what they were told. */
    private void world(int slowness) {
      for (var instance : List.copyOf(instances.values())) {
        if (random.nextInt(slowness) != 0) {
          continue;
        }
        if (instance.draining) {
          instance.stopped = true;
          instance.ready = false;
        } else if (bad.contains(instance.revision) && !instance.ready) {
          instance.failure = "VerificationFailed";
        } else if (!instance.lost && instance.failure == null) {
          instance.ready = true;
        }
      }
      if (status != null && random.nextInt(slowness) == 0) {
        obeyed = status;
      }
    }

    /**
     * One pass of the reconciler; its first writes happen, and the rest does not.
     *
     * @param writes how many of them happen
     */
    private void reconcile(int writes) {
      var facts = facts();
      var next = RolloutProgress.next(status, facts);
      var goals = RolloutGoals.of(next, facts);
      if (writes <= 0) {
        return;
      }
      if (!next.equals(status)) {
        told.add(now);
        told.add(next);
      }
      status = next;
      var plan =
          RolloutPlanner.next(
              new RolloutFacts(
                  "default", "web", spec(), wanted, goals, Set.of(), states(), hosts()));
      var servingBefore = ready(serving());
      var done = 1;
      for (var action : plan.actions()) {
        if (done++ >= writes) {
          return;
        }
        told.add(action);
        apply(action);
      }
      checkServing(servingBefore);
    }

    private void apply(RolloutAction action) {
      if (action instanceof Create create) {
        assertThat(instances).as("no name is taken twice").doesNotContainKey(create.name());
        var divided = status.weight() != null && !create.revision().equals(status.stable());
        var replaces =
            instances.values().stream()
                .anyMatch(i -> i.revision.equals(create.revision()) && !i.draining);
        assertThat(!divided || status.weight() > 0 || isObeyed() || replaces)
            .as("%s is started before routers give it nothing", create.name())
            .isTrue();
        instances.put(
            create.name(), new Model(create.name(), create.revision(), create.place().host(), now));
      } else if (action instanceof Drain drain) {
        instances.get(drain.name()).draining = true;
      } else if (action instanceof Delete delete) {
        instances.remove(delete.name());
      }
    }

    /** Nothing that serves is taken away below what is wanted. */
    private void checkServing(int before) {
      assertThat(ready(serving()))
          .as("ready instances of those that serve, %s", status)
          .isGreaterThanOrEqualTo(Math.min(before, wanted));
    }

    /** The revisions that requests go to, by what routers obey. */
    private Set<String> serving() {
      var by = obeyed == null || status.weight() == null ? status : obeyed;
      if (by.weight() == null) {
        var all = new HashSet<String>();
        instances.values().forEach(i -> all.add(i.revision));
        return all;
      }
      var other = by.stable().equals(by.revision()) ? by.warm() : by.stable();
      if (by.weight() == 100) {
        return Set.of(by.revision());
      }
      return by.weight() == 0 ? Set.of(other) : Set.of(other, by.revision());
    }

    private int ready(Set<String> revisions) {
      return (int)
          instances.values().stream()
              .filter(i -> i.ready && !i.lost && !i.draining && revisions.contains(i.revision))
              .count();
    }

    private boolean isObeyed() {
      return obeyed != null
          && status.weight().equals(obeyed.weight())
          && status.revision().equals(obeyed.revision())
          && status.stable().equals(obeyed.stable());
    }

    private ProgressFacts facts() {
      var same = status != null && status.weight() != null && obeyed != null && isObeyed();
      return new ProgressFacts(
          "r" + revision,
          wanted,
          spec().rollout(),
          states(),
          Gates.NONE,
          List.of(),
          true,
          same ? Optional.of(new Division(status.revision(), status.weight())) : Optional.empty(),
          null,
          Sample.NONE,
          Sample.NONE,
          List.of(),
          order,
          now);
    }

    private List<HostState> hosts() {
      return List.of(host("a", drained.contains("a")), host("b", false), host("c", false));
    }

    private ApplicationMapSpec spec() {
      var rollout = new RolloutSpec(type, 1, 0, steps, null, "10m", onFailure, "1m", null);
      return new ApplicationMapSpec(
          wanted, null, null, null, null, rollout, null, null, null, null);
    }

    private List<InstanceState> states() {
      instances.values().forEach(i -> i.evacuate = drained.contains(i.host));
      return instances.values().stream().map(Model::state).toList();
    }
  }

  private static HostState host(String name, boolean draining) {
    return new HostState(
        name,
        "127.0.0.2",
        true,
        false,
        draining,
        Set.of(),
        new PortRange(20_000, 20_049),
        0,
        0,
        0,
        0,
        Map.of(),
        Map.of());
  }
}
