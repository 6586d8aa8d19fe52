package io.lonejupiter.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.cli.state.Port;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class PortPlanTest {
  private static IntSupplier giving(Integer... numbers) {
    Iterator<Integer> next = List.of(numbers).iterator();
    return next::next;
  }

  @Test
  void takesTheStandardPortsWhenAllAreFree() {
    var plan = PortPlan.choose(Map.of(), port -> true, giving());
    Arrays.stream(Port.values())
        .forEach(port -> assertThat(plan.ports()).containsEntry(port, port.standard()));
    assertThat(plan.notes()).isEmpty();
  }

  @Test
  void replacesTakenPortAndSaysSo() {
    var plan = PortPlan.choose(Map.of(), port -> port != 8500, giving(12_345));
    assertThat(plan.ports()).containsEntry(Port.CONSUL_HTTP, 12_345).containsEntry(Port.API, 6443);
    assertThat(plan.notes())
        .containsExactly("port 8500 is taken: Consul's HTTP API listens on 12345 instead");
  }

  @Test
  void takesThePortOfTheLastTimeEvenIfTheStandardOneIsFreeAgain() {
    var plan = PortPlan.choose(Map.of(Port.ROUTER, 12_345), port -> true, giving());
    assertThat(plan.ports()).containsEntry(Port.ROUTER, 12_345);
    assertThat(plan.notes()).isEmpty();
  }

  @Test
  void givesNoNumberTwiceThoughTheSourceRepeatsItself() {
    Set<Integer> taken = Set.of(8500, 8600);
    var plan =
        PortPlan.choose(
            Map.of(), port -> !taken.contains(port), giving(8080, 11_111, 11_111, 11_112));
    assertThat(new HashSet<>(plan.ports().values())).hasSize(Port.values().length);
  }
}
