package io.lonejupiter.router.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.RouteDocument.Run;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.Route;
import io.lonejupiter.router.Routes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SplitTest {

  @Test
  void givesEachBackendExactlyItsWeightOfEveryRunOfRequests() {
    var random = new Random(7);
    for (var total : List.of(100, 10_000)) {
      for (var round = 0; round < 20; round++) {
        var first = random.nextInt(total + 1);
        var second = random.nextInt(total - first + 1);
        var split = Split.of(route(total, first, second, total - first - second), null);
        var counter = random.nextInt(1_000_000);
        assertThat(simulated(split, counter, total))
            .isEqualTo(
                withoutZero(Map.of("a:1", first, "a:2", second, "a:3", total - first - second)));
      }
    }
  }

  @Test
  void coversFivePercentWithFewPrefixes() {
    assertThat(Split.of(route(10_000, 9_500, 500), null).prefixes())
        .hasSize(9 + 5 + 5)
        .containsEntry("10", "a:1")
        .containsEntry("195", "a:2");
  }

  @Test
  void dividesNothingWhereThereIsOneBackend() {
    var route = Routes.route(null, Routes.version("a", "1", null));
    assertThat(Split.of(route, null).prefixes()).isEqualTo(Map.of("1", "a:1"));
  }

  @Test
  void keepsToTheGivenSharesAsLongAsTheyAreThoseOfTheWeights() {
    var given = List.of(new Run("a:2", 0, 500), new Run("a:1", 500, 10_000));
    assertThat(Split.of(route(100, 95, 5), given).prefixes()).containsEntry("100", "a:2");
    assertThat(Split.of(route(100, 94, 6), given).prefixes()).containsEntry("10", "a:1");
  }

  @Test
  void whatCannotAnswerIsInheritedByWeightAndNothingElseMoves() {
    var split = Split.of(route(100, 50, 30, 20), null);
    var without = split.without(Set.of("a:1"));
    assertThat(without.shares().runs())
        .containsExactly(
            new Run("a:2", 0, 3_000), new Run("a:3", 3_000, 5_000), run("a:2"), last());
    assertThat(split.without(Set.of())).isEqualTo(split);
    assertThat(split.without(Set.of("a:1", "a:2", "a:3"))).isEqualTo(split);
    assertThat(split.without(Set.of("a:2", "a:3")).prefixes()).isEqualTo(Map.of("1", "a:1"));
  }

  private static Run run(String backend) {
    return new Run(backend, 5_000, 8_000);
  }

  private static Run last() {
    return new Run("a:3", 8_000, 10_000);
  }

  /** What HAProxy does with the counter, and the longest prefix. */
  private static Map<String, Integer> simulated(Split split, int counter, int requests) {
    var prefixes = split.prefixes();
    var counts = new HashMap<String, Integer>();
    for (var n = counter; n < counter + requests; n++) {
      var bucket = String.valueOf((long) n * 19 % 100 * 100 + (long) n / 100 * 37 % 100 + 10_000);
      var owner = "";
      for (var length = 1; length <= bucket.length(); length++) {
        owner = prefixes.getOrDefault(bucket.substring(0, length), owner);
      }
      counts.merge(owner, 1, Integer::sum);
    }
    return counts;
  }

  private static Map<String, Integer> withoutZero(Map<String, Integer> weights) {
    var map = new HashMap<>(weights);
    map.values().removeIf(weight -> weight == 0);
    return map;
  }

  private static Route route(int total, int... weights) {
    var backends = new ArrayList<BackendRef>();
    for (var index = 0; index < weights.length; index++) {
      backends.add(Routes.version("a", "" + (index + 1), weights[index]));
    }
    return new Route(null, null, backends, total, null, null, null, null, null, null, null);
  }
}
