package io.lonejupiter.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.rollout.RolloutAction.Create;
import io.lonejupiter.core.rollout.RolloutAction.Delete;
import io.lonejupiter.core.rollout.RolloutAction.Drain;
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.PortRange;
import io.lonejupiter.model.RolloutSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutPlannerTest {
  private static final List<HostState> HOSTS = List.of(host("a"), host("b"), host("c"));

  @Test
  void createsAllWantedInstancesAtOnceOnTheFirstDeployment() {
    assertThat(plan(3, 1, 0, "r1", List.of()).actions())
        .extracting(RolloutAction::name)
        .containsExactly("web-r1-0", "web-r1-1", "web-r1-2");
  }

  @Test
  void startsANewInstanceBeforeAnOldOneDrains() {
    var old = List.of(ready("web-r1-0", "r1"), ready("web-r1-1", "r1"));
    var first = plan(2, 1, 0, "r2", old).actions();
    assertThat(first).hasSize(1).allMatch(a -> a instanceof Create);

    var starting = with(old, starting("web-r2-0", "r2"));
    assertThat(plan(2, 1, 0, "r2", starting).actions()).isEmpty();

    var started = with(old, ready("web-r2-0", "r2"));
    assertThat(plan(2, 1, 0, "r2", started).actions())
        .containsExactly(new Drain("web-r1-0", "revision r2 has taken its place"));
  }

  @Test
  void aNewRevisionThatNeverGetsReadyTakesNothingAway() {
    var stuck =
        List.of(ready("web-r1-0", "r1"), ready("web-r1-1", "r1"), starting("web-r2-0", "r2"));
    assertThat(plan(2, 1, 0, "r2", stuck).actions()).isEmpty();
  }

  @Test
  void drainsFirstWhereUnavailabilityIsAllowed() {
    var old = List.of(ready("web-r1-0", "r1"), ready("web-r1-1", "r1"));
    assertThat(plan(2, 0, 1, "r2", old).actions())
        .containsExactly(new Drain("web-r1-0", "revision r2 has taken its place"));
  }

  @Test
  void scaleInTakesWhatIsNotReadyFirst() {
    var running =
        List.of(ready("web-r1-0", "r1"), starting("web-r1-1", "r1"), ready("web-r1-2", "r1"));
    assertThat(plan(2, 1, 0, "r1", running).actions())
        .extracting(RolloutAction::name)
        .containsExactly("web-r1-1");
  }

  @Test
  void takesTheLowestFreeOrdinal() {
    var running = List.of(ready("web-r1-0", "r1"), ready("web-r1-2", "r1"));
    assertThat(plan(3, 1, 0, "r1", running).actions())
        .extracting(RolloutAction::name)
        .containsExactly("web-r1-1");
  }

  @Test
  void aLostInstanceIsReplacedAndItsObjectRemoved() {
    var lost = ready("web-r1-0", "r1").withoutHost();
    var actions = plan(1, 1, 0, "r1", List.of(lost)).actions();
    assertThat(actions).hasSize(2);
    assertThat(actions.get(0).name()).as("what replaces it comes first").isEqualTo("web-r1-1");
    assertThat(actions.get(1)).isEqualTo(new Delete("web-r1-0", "its host a is lost"));
  }

  @Test
  void aDrainedHostIsEmptiedStartFirst() {
    var leaving =
        new InstanceState(
            "web-r1-0", "r1", "a", true, true, false, false, true, false, null, null, 0, null);
    assertThat(plan(1, 1, 0, "r1", List.of(leaving)).actions())
        .extracting(RolloutAction::name)
        .containsExactly("web-r1-1");
    assertThat(plan(1, 1, 0, "r1", with(List.of(leaving), ready("web-r1-1", "r1"))).actions())
        .containsExactly(new Drain("web-r1-0", "host a is being drained"));
  }

  @Test
  void saysWhatFitsNowhere() {
    var facts =
        new RolloutFacts(
            "default",
            "web",
            spec(1, 1, 0),
            1,
            RolloutGoals.rolling("r1", 1),
            Set.of(),
            List.of(),
            List.of());
    var pending = RolloutPlanner.next(facts).pending();
    assertThat(pending).hasSize(1);
    assertThat(pending.get(0).suggestion()).isEqualTo("To make it fit: start an agent on a host");
  }

  /** Instances come up or fail, edits and scalings come in between; seeded. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void neverGoesBelowWhatThePolicyAllowsAndEndsInTheDeclaredState(long seed) {
    var random = new Random(seed);
    var surge = random.nextInt(3);
    var unavailable = surge == 0 ? 1 : random.nextInt(2);
    var instances = new ArrayList<InstanceState>();
    var wanted = 1 + random.nextInt(6);
    var revision = 1;
    for (int step = 0; step < 300; step++) {
      var readyBefore = instances.stream().filter(i -> i.running() && i.ready()).count();
      var actions = plan(wanted, surge, unavailable, "r" + revision, instances).actions();
      actions.forEach(a -> apply(a, "r" + currentRevision(a), instances));
      var readyAfter = instances.stream().filter(i -> i.running() && i.ready()).count();
      assertThat(readyAfter)
          .as("seed %d step %d", seed, step)
          .isGreaterThanOrEqualTo(Math.min(readyBefore, wanted - unavailable));
      assertThat(instances.stream().filter(InstanceState::running).count())
          .as("seed %d step %d", seed, step)
          .isLessThanOrEqualTo(Math.max(wanted + surge, readyBefore + surge + wanted));
      if (step < 200) {
        if (random.nextInt(20) == 0) {
          revision++;
        }
        if (random.nextInt(20) == 0) {
          wanted = random.nextInt(7);
        }
        instances.replaceAll(i -> random.nextInt(3) == 0 ? ready(i.name(), i.revision()) : i);
      } else {
        instances.replaceAll(i -> ready(i.name(), i.revision()));
      }
    }
    var last = "r" + revision;
    assertThat(instances).hasSize(wanted).allMatch(i -> i.revision().equals(last) && i.ready());
  }

  private static String currentRevision(RolloutAction action) {
    return action.name().split("-")[1].substring(1);
  }

  private static void apply(RolloutAction action, String revision, List<InstanceState> instances) {
    if (action instanceof Create create) {
      instances.add(starting(create.name(), revision));
    } else {
      instances.removeIf(i -> i.name().equals(action.name()));
    }
  }

  private static RolloutPlan plan(
      int wanted, int surge, int unavailable, String revision, List<InstanceState> instances) {
    return RolloutPlanner.next(
        new RolloutFacts(
            "default",
            "web",
            spec(wanted, surge, unavailable),
            wanted,
            RolloutGoals.rolling(revision, wanted),
            Set.of(),
            instances,
            HOSTS));
  }

  private static ApplicationMapSpec spec(int wanted, int surge, int unavailable) {
    var rollout = new RolloutSpec(null, surge, unavailable, null, null, null, null, null, null);
    return new ApplicationMapSpec(wanted, null, null, null, null, rollout, null, null, null, null);
  }

  private static InstanceState ready(String name, String revision) {
    return starting(name, revision).up();
  }

  private static InstanceState starting(String name, String revision) {
    return InstanceState.placed(name, revision, "a");
  }

  private static List<InstanceState> with(List<InstanceState> list, InstanceState one) {
    var all = new ArrayList<>(list);
    all.add(one);
    return all;
  }

  private static HostState host(String name) {
    return new HostState(
        name,
        "127.0.0.2",
        true,
        false,
        false,
        Set.of(),
        new PortRange(20_000, 29_999),
        0,
        0,
        0,
        0,
        Map.of(),
        Map.of());
  }
}
