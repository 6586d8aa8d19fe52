package io.lonejupiter.router.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.Route;
import io.lonejupiter.router.Routes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SplitTest {

  @Test
  void givesEachBackendExactlyItsWeightOfEveryRunOfRequests() {
    var random = new Random(7);
    for (var total : List.of(100, 10_000)) {
      for (var round = 0; round < 20; round++) {
        var first = random.nextInt(total + 1);
        var second = random.nextInt(total - first + 1);
        var split = split(total, first, second, total - first - second);
        var counter = random.nextInt(1_000_000);
        assertThat(simulated(split, counter))
            .isEqualTo(
                withoutZero(Map.of("a:1", first, "a:2", second, "a:3", total - first - second)));
      }
    }
  }

  @Test
  void coversFivePercentWithFewPrefixes() {
    assertThat(split(10_000, 9_500, 500).prefixes())
        .hasSize(9 + 5 + 5)
        .containsEntry("10", "a:1")
        .containsEntry("195", "a:2");
  }

  @Test
  void dividesNothingWhereThereIsOneBackend() {
    var route = Routes.route(null, Routes.version("a", "1", null));
    assertThat(Split.of(route).prefixes()).isEqualTo(Map.of("1", "a:1"));
  }

  /** What HAProxy does: the counter, times 7919, modulo the total, the longest prefix. */
  private static Map<String, Integer> simulated(Split split, int counter) {
    var prefixes = split.prefixes();
    var counts = new HashMap<String, Integer>();
    for (var n = counter; n < counter + split.total(); n++) {
      var bucket = String.valueOf((long) n * 7919 % split.total() + split.total());
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

  private static Split split(int total, int... weights) {
    var backends = new java.util.ArrayList<BackendRef>();
    for (var index = 0; index < weights.length; index++) {
      backends.add(Routes.version("a", "" + (index + 1), weights[index]));
    }
    return Split.of(new Route(null, null, backends, total, null, null, null, null));
  }
}
