package io.lonejupiter.router.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.router.table.Allocation.Slot;
import io.lonejupiter.router.table.BackendSettings;
import io.lonejupiter.router.table.Server;
import io.lonejupiter.router.table.Server.State;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotEntriesTest {
  private static final Server ONE = server("one", State.READY);
  private static final Server TWO = server("two", State.READY);
  private static final Server LEAVING = server("gone", State.DRAINING);

  @Test
  void backendsWithTheSameReadyInstancesShareATableOfHomes() {
    var slots = List.of(slot(ONE, TWO), slot(null, TWO, LEAVING, ONE), slot(ONE, TWO));
    var entries = SlotEntries.of(0, slots, new Keeping(Set.of("s0", "s1"), Set.of("s0", "s1")));
    assertThat(entries.instances().get("s0|h")).isEqualTo(entries.instances().get("s1|h"));
    assertThat(entries.homes()).hasSize(Homes.PARTS);
    var home = entries.homes().get(entries.instances().get("s0|h") + "|0");
    var server = entries.instances().get("s0|" + home);
    assertThat(entries.names().get("s0/" + server))
        .isEqualTo(entries.names().get("s1/" + entries.instances().get("s1|" + home)))
        .isIn("one", "two");
    assertThat(entries.instances()).doesNotContainKey("s2|h");
  }

  @Test
  void whereThereIsNoChoiceThereIsNoTable() {
    var entries =
        SlotEntries.of(7, List.of(slot(ONE, LEAVING)), new Keeping(Set.of("s7"), Set.of("s7")));
    assertThat(entries.instances()).containsKeys("s7/i1", "s7/i2").doesNotContainKey("s7|h");
    assertThat(entries.homes()).isEmpty();
  }

  private static Slot slot(Server... servers) {
    return new Slot("group", BackendSettings.DEFAULT, Arrays.asList(servers));
  }

  private static Server server(String instance, State state) {
    return new Server(instance, "127.0.0.1", 8080, state);
  }
}
