package io.lonejupiter.router.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.router.haproxy.Change.AddEntries;
import io.lonejupiter.router.haproxy.Change.DeleteEntry;
import io.lonejupiter.router.haproxy.Change.FreeServer;
import io.lonejupiter.router.haproxy.Change.ReplaceMap;
import io.lonejupiter.router.haproxy.Change.SetEntry;
import io.lonejupiter.router.haproxy.Change.SetServer;
import io.lonejupiter.router.haproxy.ProxyState.MapFile;
import io.lonejupiter.router.haproxy.ProxyState.Mode;
import io.lonejupiter.router.haproxy.ProxyState.ServerState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangesTest {
  private static final ServerState READY = new ServerState("10.0.0.1", 80, Mode.READY);
  private static final ServerState DRAIN = new ServerState("10.0.0.1", 80, Mode.DRAIN);

  @Test
  void newServersComeBeforeTheRulesThatLeadToThemAndOldOnesGoLast() {
    var actual = state(Map.of("r", "100|r@1"), Map.of("r@1|1", "s0"), Map.of("s0/i1", READY));
    var wanted =
        state(
            Map.of("r", "100|r@2"), Map.of("r@2|1", "s1"), Map.of("s0/i1", DRAIN, "s1/i1", READY));
    assertThat(Changes.between(actual, wanted, false))
        .containsExactly(
            new SetServer("s1/i1", READY, true),
            new AddEntries(MapFile.SPLITS, Map.of("r@2|1", "s1")),
            new SetEntry(MapFile.ROUTES, "r", "100|r@2"),
            new SetServer("s0/i1", DRAIN, false));
    assertThat(Changes.between(actual.after(wanted), wanted, true))
        .containsExactly(new DeleteEntry(MapFile.SPLITS, "r@1|1"));
  }

  @Test
  void freesServersThatNobodyWants() {
    var actual = state(Map.of(), Map.of(), Map.of("s0/i1", DRAIN));
    assertThat(Changes.between(actual, state(Map.of(), Map.of(), Map.of()), false))
        .containsExactly(new FreeServer("s0/i1"));
  }

  @Test
  void replacesTheWildcardsAsAWholeSoThatTheLongestStaysFirst() {
    var wanted = state(Map.of(), Map.of(), Map.of());
    wanted.maps().get(MapFile.WILDCARD).put(".b", "*.b");
    wanted.maps().get(MapFile.WILDCARD).put(".a.b", "*.a.b");
    assertThat(wanted.maps().get(MapFile.WILDCARD).keySet()).containsExactly(".a.b", ".b");
    assertThat(Changes.between(state(Map.of(), Map.of(), Map.of()), wanted, false))
        .singleElement()
        .isInstanceOf(ReplaceMap.class);
  }

  @Test
  void changesNothingWhereAllIsAsItShallBe() {
    var state = state(Map.of("r", "1|x"), Map.of("x|1", "s0"), Map.of("s0/i1", READY));
    assertThat(Changes.between(state, state, true)).isEmpty();
  }

  private static ProxyState state(
      Map<String, String> routes, Map<String, String> splits, Map<String, ServerState> servers) {
    var maps = ProxyState.emptyMaps();
    maps.get(MapFile.ROUTES).putAll(routes);
    maps.get(MapFile.SPLITS).putAll(splits);
    return new ProxyState(maps, servers);
  }
}
