package io.lonejupiter.router.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.router.table.Server.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AllocationTest {

  @Test
  void keepsAServerWhereItIs() {
    var before =
        Allocation.empty(2, 2)
            .next(
                Map.of("g", List.of(ready("a"), ready("b"))), Map.of(), Optional.empty(), Set.of());
    var after =
        before.next(
            Map.of("g", List.of(ready("b"), ready("c"))), Map.of(), Optional.empty(), Set.of());
    assertThat(servers(after))
        .containsEntry("s0/i1", "a LEAVING")
        .containsEntry("s0/i2", "b READY")
        .containsEntry("s0/i3", "c READY");
    assertThat(after.sizes()).containsExactly(4, 2);
  }

  @Test
  void freesALeavingServerOnlyWhenItIsIdle() {
    var one =
        Allocation.empty(1, 1)
            .next(Map.of("g", List.of(ready("a"))), Map.of(), Optional.empty(), Set.of());
    var leaving = one.next(Map.of(), Map.of(), Optional.empty(), Set.of());
    assertThat(leaving.next(Map.of(), Map.of(), Optional.empty(), Set.of()).leaving())
        .containsExactly("s0/i1");
    assertThat(servers(leaving.next(Map.of(), Map.of(), Optional.empty(), Set.of("s0/i1"))))
        .isEmpty();
  }

  @Test
  void givesNoSlotToAnInstanceThatNeverWasReadyButKeepsTheSlotOfOneThatTurnsRed() {
    var red = new Target("a", "10.0.0.1", 80, false, false);
    var none =
        Allocation.empty(1, 1)
            .next(Map.of("g", List.of(red)), Map.of(), Optional.empty(), Set.of());
    assertThat(servers(none)).isEmpty();
    var ready = none.next(Map.of("g", List.of(ready("a"))), Map.of(), Optional.empty(), Set.of());
    var waiting = ready.next(Map.of("g", List.of(red)), Map.of(), Optional.empty(), Set.of());
    assertThat(servers(waiting)).containsEntry("s0/i1", "a WAITING");
    var leaves = new Target("a", "10.0.0.1", 80, true, true);
    assertThat(
            servers(
                waiting.next(Map.of("g", List.of(leaves)), Map.of(), Optional.empty(), Set.of())))
        .containsEntry("s0/i1", "a DRAINING");
  }

  @Test
  void growsByDoublingWhenThereIsNoFreeBackend() {
    var grown =
        Allocation.empty(1, 1)
            .next(
                Map.of("g", List.of(), "h", List.of(), "i", List.of()),
                Map.of(),
                Optional.empty(),
                Set.of());
    assertThat(grown.sizes()).containsExactly(1, 1, 1, 1);
    assertThat(grown.backends().values()).containsExactlyInAnyOrder("s0", "s1", "s2");
  }

  @Test
  void growsByAQuarterWhereThereAreManyBackends() {
    var groups = new TreeMap<String, List<Target>>();
    for (var group = 0; group < 1_000; group++) {
      groups.put("g" + group, List.of());
    }
    var grown = Allocation.empty(64, 2).next(groups, Map.of(), Optional.empty(), Set.of());
    assertThat(grown.sizes().size()).isBetween(1_000, 1_250);
  }

  @Test
  void neverGivesASlotAwayThatMayHaveASession() {
    var random = new Random(11);
    var allocation = Allocation.empty(2, 2);
    var held = new HashMap<String, String>();
    for (var round = 0; round < 500; round++) {
      var groups = new TreeMap<String, List<Target>>();
      for (var group = 0; group < 3; group++) {
        if (random.nextBoolean()) {
          groups.put(
              "g" + group,
              random
                  .ints(random.nextInt(4), 0, 6)
                  .distinct()
                  .mapToObj(i -> ready("i" + i))
                  .toList());
        }
      }
      var idle = new java.util.TreeSet<>(allocation.leaving());
      idle.removeIf(name -> random.nextBoolean());
      idle.forEach(held::remove);
      allocation = allocation.next(groups, Map.of(), Optional.empty(), idle);
      allocation
          .servers(server -> true)
          .forEach(
              (name, server) -> {
                var before = held.put(name, server.instance());
                assertThat(before == null || before.equals(server.instance())).isTrue();
              });
      var now = allocation;
      groups.forEach((group, members) -> assertThat(readyIn(now, group)).isEqualTo(names(members)));
    }
  }

  private static Set<String> readyIn(Allocation allocation, String group) {
    var prefix = allocation.backends().get(group) + "/";
    var names = new java.util.TreeSet<String>();
    allocation
        .servers(server -> server.state() == State.READY)
        .forEach(
            (name, server) -> {
              if (name.startsWith(prefix)) {
                names.add(server.instance());
              }
            });
    return names;
  }

  private static Set<String> names(List<Target> members) {
    return new java.util.TreeSet<>(members.stream().map(Target::instance).toList());
  }

  private static Target ready(String instance) {
    return new Target(instance, "10.0.0.1", 80, true, false);
  }

  private static Map<String, String> servers(Allocation allocation) {
    var servers = new TreeMap<String, String>();
    allocation
        .servers(server -> true)
        .forEach((name, server) -> servers.put(name, server.instance() + " " + server.state()));
    return servers;
  }
}
