package io.lonejupiter.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteOverride;
import io.lonejupiter.model.ValueMatch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanarySplitTest {
  private static final Map<String, String> STABLE =
      Map.of("map", "shop", "version", "1.0.0", "branch", "main", "revision", "a");
  private static final Map<String, String> NEXT =
      Map.of("map", "shop", "version", "2.0.0", "branch", "main", "revision", "b");

  @Test
  void aCanaryOfFivePercentOfAnAppThatHoldsTwentyGetsOne() {
    var route = route(100, ref(Map.of("map", "other"), 80), ref(Map.of("map", "shop"), 20));
    assertThat(shares(route, canary(5)))
        .containsExactly(
            "shop{map=other} 8000",
            "shop{map=shop,revision=a} 1900",
            "shop{map=shop,revision=b} 100");
  }

  @Test
  void theOnlyBackendOfARouteIsDividedAsAWhole() {
    assertThat(shares(route(null, ref(Map.of("map", "shop"), null)), canary(0)))
        .containsExactly("shop{map=shop,revision=a} 10000", "shop{map=shop,revision=b} 0");
    assertThat(shares(route(null, ref(Map.of("map", "shop"), null)), canary(100)))
        .containsExactly("shop{map=shop,revision=a} 0", "shop{map=shop,revision=b} 10000");
  }

  @Test
  void noWeightIsLostToRounding() {
    for (var weight = 0; weight <= 100; weight++) {
      var route = route(10_000, ref(Map.of("map", "shop"), 33), ref(Map.of("map", "x"), 9_967));
      var sum =
          CanarySplit.of(List.of(route), List.of(canary(weight))).get(0).backendRefs().stream()
              .mapToInt(BackendRef::weight)
              .sum();
      assertThat(sum).isEqualTo(10_000);
    }
  }

  @Test
  void whoNamesAVersionHasChosen() {
    var route =
        route(
            100,
            new BackendRef("shop", "1.0.0", null, null, 90),
            new BackendRef("shop", "2.0.0", null, null, 10));
    assertThat(CanarySplit.of(List.of(route), List.of(canary(50)))).containsExactly(route);
    assertThat(CanarySplit.concerns(route, canary(50))).isFalse();
  }

  @Test
  void aBranchIsDividedUnlessAnotherMapRunsItToo() {
    var route = route(null, new BackendRef("shop", null, "main", null, null));
    assertThat(shares(route, canary(10)))
        .containsExactly(
            "shop{branch=main,map=shop,revision=a} 9000",
            "shop{branch=main,map=shop,revision=b} 1000");
    var elsewhere = Map.of("map", "preview", "version", "3", "branch", "feature", "revision", "c");
    assertThat(shares(route, with(elsewhere, false))).as("another branch").hasSize(2);
    var same = Map.of("map", "copy", "version", "1.0.0", "branch", "main", "revision", "d");
    assertThat(shares(route, with(same, false))).hasSize(1);
    assertThat(CanarySplit.obstacle("FrontEndConfig x", route, with(same, false)).orElseThrow())
        .contains("shop@main", "name the map in its labels");
    assertThat(shares(route, with(same, true))).as("what has begun stays divided").hasSize(2);
  }

  @Test
  void whoeverIsSentToTheMapByAnOverrideGetsWhatServes() {
    var override =
        new RouteOverride(
            List.of(new ValueMatch(null, "X-Team", "qa")), null, ref(Map.of("map", "shop"), null));
    var route =
        route(null, ref(Map.of("map", "shop"), null))
            .withBackends(List.of(ref(Map.of("map", "shop"), null)), null, List.of(override));
    assertThat(overridden(route, canary(50))).isEqualTo("shop{map=shop,revision=a}");
    assertThat(overridden(route, canary(100))).isEqualTo("shop{map=shop,revision=b}");
  }

  private static String overridden(Route route, Canary canary) {
    var divided = CanarySplit.of(List.of(route), List.of(canary)).get(0);
    return BackendNames.of(divided.overrides().get(0).backendRef());
  }

  private static List<String> shares(Route route, Canary canary) {
    return CanarySplit.of(List.of(route), List.of(canary)).get(0).backendRefs().stream()
        .map(ref -> BackendNames.of(ref) + " " + ref.weight())
        .toList();
  }

  private static Canary canary(int weight) {
    return new Canary("shop", "shop", STABLE, NEXT, weight, List.of(), false, false);
  }

  private static Canary with(Map<String, String> other, boolean begun) {
    return new Canary("shop", "shop", STABLE, NEXT, 10, List.of(other), false, begun);
  }

  private static BackendRef ref(Map<String, String> labels, Integer weight) {
    return new BackendRef("shop", null, null, labels, weight);
  }

  private static Route route(Integer total, BackendRef... refs) {
    return new Route("r", null, List.of(refs), total, null, null, null, null, null, null, null);
  }
}
