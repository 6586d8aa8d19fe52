package io.lonejupiter.core.rollout;

import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.placement.Placement.Placed;
import io.lonejupiter.core.placement.Placement.Unplaceable;
import io.lonejupiter.core.placement.PlacementRequest;
import io.lonejupiter.core.placement.Placer;
import io.lonejupiter.core.rollout.RolloutAction.Create;
import io.lonejupiter.core.rollout.RolloutAction.Delete;
import io.lonejupiter.core.rollout.RolloutAction.Drain;
import io.lonejupiter.core.rollout.RolloutAction.UpdateSettings;
import io.lonejupiter.core.rollout.RolloutGoals.Goal;
import io.lonejupiter.model.PendingInstance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides the next steps from an application map's instances to those that its rollout is to have.
 * Pure, and called again after each change, so each call only goes as far as what is ready now
 * allows:
 *
 * <ol>
 *   <li>Instances that are to leave are those of a revision that no goal names, those on a host
 *       that is being drained, and those that failed and are to be tried again; the others stay.
 *   <li>New instances are created while fewer of a revision stay than are wanted of it. Rolling:
 *       and all together are no more than wanted plus maxSurge.
 *   <li>Of those that are to leave, as many are kept as are missing from wanted minus
 *       maxUnavailable ready ones of the revision that serves; the others drain, the ones not ready
 *       first.
 *   <li>Of those that stay, what is above a goal drains: not ready ones first, then those with the
 *       fewest sessions, as far as they are counted, then from the hosts with the most of them.
 *   <li>What is stopped or lost is deleted, last, as others wait for what takes its place.
 * </ol>
 */
public final class RolloutPlanner {
  private static final int DEFAULT_SURGE = 1;
  private static final int DEFAULT_UNAVAILABLE = 0;

  private final RolloutFacts facts;
  private final int wanted;
  private final Set<String> names = new HashSet<>();
  private final List<HostState> hosts;
  private final List<RolloutAction> actions = new ArrayList<>();
  private final List<PendingInstance> pending = new ArrayList<>();

  private RolloutPlanner(RolloutFacts facts) {
    this.facts = facts;
    this.wanted = facts.wanted();
    facts.instances().forEach(i -> names.add(i.name()));
    this.hosts = hostsWith(facts.instances());
  }

  public static RolloutPlan next(RolloutFacts facts) {
    return new RolloutPlanner(facts).plan();
  }

  /** Name of an instance; a late create of a leader that was deposed meets one of the same name. */
  public static String instanceName(String map, String revision, int ordinal) {
    return map + "-" + revision + "-" + ordinal;
  }

  private RolloutPlan plan() {
    var running = facts.instances().stream().filter(i -> i.running() && !i.lost()).toList();
    var leaving = running.stream().filter(this::isLeaving).toList();
    var staying = running.stream().filter(i -> !isLeaving(i)).toList();
    staying.stream()
        .filter(InstanceState::settingsDiffer)
        .forEach(i -> actions.add(new UpdateSettings(i.name())));
    for (var goal : facts.goals().goals()) {
      create(goal, staying, leaving.size());
    }
    replaceLeaving(staying, leaving);
    for (var goal : facts.goals().goals()) {
      if (!facts.goals().held() || goal.instances() >= wanted) {
        scaleIn(goal, of(goal, staying), spare(goal, staying));
      }
    }
    deleteGone();
    return new RolloutPlan(List.copyOf(actions), List.copyOf(pending));
  }

  private boolean isLeaving(InstanceState instance) {
    return instance.evacuate()
        || facts.goals().unwanted().contains(instance.name())
        || !hasGoal(instance);
  }

  private boolean hasGoal(InstanceState instance) {
    return facts.goals().goals().stream()
        .anyMatch(goal -> goal.revision().equals(instance.revision()));
  }

  private static List<InstanceState> of(Goal goal, List<InstanceState> instances) {
    return instances.stream().filter(i -> i.revision().equals(goal.revision())).toList();
  }

  private void deleteGone() {
    for (var instance : facts.instances()) {
      if (instance.stopped()) {
        actions.add(new Delete(instance.name(), "it has stopped"));
      } else if (instance.lost()) {
        actions.add(new Delete(instance.name(), "its host " + instance.host() + " is lost"));
      }
    }
  }

  private void create(Goal goal, List<InstanceState> stayingInstances, int leaving) {
    var staying = of(goal, stayingInstances).size();
    var count = goal.instances() - staying;
    if (facts.goals().rolling()) {
      var surge = leaving == 0 ? 0 : orDefault(maxSurge(), DEFAULT_SURGE);
      count = Math.min(count, Math.max(0, wanted + surge - staying - leaving));
    }
    var ordinal = 0;
    for (int made = 0; made < count; made++) {
      while (!names.add(instanceName(facts.map(), goal.revision(), ordinal))) {
        ordinal++;
      }
      placeOne(instanceName(facts.map(), goal.revision(), ordinal), goal.revision());
    }
  }

  private List<HostState> hostsWith(List<InstanceState> instances) {
    // What leaves does not count, or the new ones would be spread around the old ones.
    var on =
        instances.stream()
            .filter(i -> i.running() && !i.lost() && !isLeaving(i))
            .map(InstanceState::host)
            .filter(Objects::nonNull)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    var counted = new ArrayList<HostState>();
    for (var host : facts.hosts()) {
      var count = on.getOrDefault(host.name(), 0L).intValue();
      counted.add(host.withInstancesOf(facts.namespace() + "/" + facts.map(), count));
    }
    return counted;
  }

  private void placeOne(String name, String revision) {
    var mapKey = facts.namespace() + "/" + facts.map();
    var request =
        PlacementRequest.of(mapKey, name, facts.spec().placement(), facts.spec().run())
            .avoiding(facts.avoided());
    var placement = Placer.place(request, hosts);
    if (placement instanceof Placed placed) {
      actions.add(new Create(name, revision, placed));
      hosts.replaceAll(h -> h.name().equals(placed.host()) ? h.with(request, placed) : h);
    } else if (placement instanceof Unplaceable unplaceable) {
      pending.add(new PendingInstance(name, unplaceable.hosts(), unplaceable.suggestion()));
    }
  }

  private void replaceLeaving(List<InstanceState> staying, List<InstanceState> leaving) {
    leaving.stream()
        .filter(i -> facts.goals().unwanted().contains(i.name()))
        .forEach(i -> actions.add(new Drain(i.name(), "it has failed, and another one is tried")));
    var others =
        leaving.stream().filter(i -> !facts.goals().unwanted().contains(i.name())).toList();
    if (facts.goals().rolling()) {
      drain(others, wanted - ready(staying, facts.goals().serving()));
      return;
    }
    for (var goal : facts.goals().goals()) {
      // One that leaves its host is missed until another one of its revision is ready.
      var ready = (int) staying.stream().filter(InstanceState::ready).count();
      drain(
          of(goal, others),
          Math.max(goal.instances() - ready(staying, goal.revision()), wanted - ready));
    }
    if (!facts.goals().held()) {
      drain(
          others.stream().filter(i -> !hasGoal(i)).toList(),
          wanted - ready(staying, facts.goals().serving()));
    }
  }

  /** All but as many as are missing, those first that are not ready. */
  private void drain(List<InstanceState> leaving, int missing) {
    var unavailable =
        orDefault(
            facts.spec().rollout() == null ? null : facts.spec().rollout().maxUnavailable(),
            DEFAULT_UNAVAILABLE);
    leaving.stream()
        .sorted(Comparator.comparing(InstanceState::ready).thenComparing(InstanceState::name))
        .limit(Math.max(0, leaving.size() - Math.max(0, missing - unavailable)))
        .forEach(i -> actions.add(new Drain(i.name(), whyLeaving(i))));
  }

  private static int ready(List<InstanceState> instances, String revision) {
    return (int) instances.stream().filter(i -> i.ready() && i.revision().equals(revision)).count();
  }

  private String whyLeaving(InstanceState instance) {
    return instance.evacuate()
        ? "host " + instance.host() + " is being drained"
        : "revision " + facts.goals().serving() + " has taken its place";
  }

  /** How many ready ones of a goal may go before others would be missed. */
  private int spare(Goal goal, List<InstanceState> staying) {
    return goal.instances() >= wanted
        ? Integer.MAX_VALUE
        : (int) staying.stream().filter(InstanceState::ready).count() - wanted;
  }

  private void scaleIn(Goal goal, List<InstanceState> staying, int spare) {
    Map<String, Long> perHost =
        staying.stream()
            .map(InstanceState::host)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    var candidates = new ArrayList<>(staying);
    var ready = 0;
    for (int excess = staying.size() - goal.instances(); excess > 0; excess--) {
      var next =
          candidates.stream()
              .min(
                  Comparator.comparing(InstanceState::ready)
                      .thenComparing(InstanceState::sessions)
                      .thenComparing(i -> -perHost.get(i.host()))
                      .thenComparing(InstanceState::name, Comparator.reverseOrder()))
              .orElseThrow();
      if (next.ready() && ready++ >= spare) {
        return;
      }
      candidates.remove(next);
      perHost.merge(next.host(), -1L, Long::sum);
      actions.add(new Drain(next.name(), "only " + goal.instances() + " instances are wanted"));
    }
  }

  private Integer maxSurge() {
    return facts.spec().rollout() == null ? null : facts.spec().rollout().maxSurge();
  }

  private static int orDefault(Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
