package io.lonejupiter.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.RouteDocument.Run;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharesTest {

  @Test
  void aGrowingCanaryOnlyTakesAndAnAbortGivesBack() {
    var five = Shares.of(route(100, 95, 5));
    assertThat(five.runs())
        .containsExactly(new Run("a:0", 0, 9_500), new Run("a:1", 9_500, 10_000));
    var twenty = five.next(route(100, 80, 20));
    assertThat(twenty.runs())
        .containsExactly(new Run("a:0", 0, 8_000), new Run("a:1", 8_000, 10_000));
    assertThat(twenty.next(route(100, 100, 0)).runs()).containsExactly(new Run("a:0", 0, 10_000));
  }

  @Test
  void noBackendLosesMoreThanItMustAndNoneGainsWhoseWeightHasNotGrown() {
    var random = new Random(11);
    var before = weights(random);
    var shares = Shares.of(route(10_000, before));
    for (var round = 0; round < 60; round++) {
      var after = weights(random);
      var route = route(10_000, after);
      var next = shares.next(route);
      assertThat(next.areOf(route)).isTrue();
      var lost = new int[4];
      var gained = new int[4];
      for (var bucket = 0; bucket < Shares.TOTAL; bucket++) {
        var from = owner(shares, bucket);
        var to = owner(next, bucket);
        if (from != to) {
          lost[from]++;
          gained[to]++;
        }
      }
      for (var backend = 0; backend < 4; backend++) {
        assertThat(lost[backend]).isEqualTo(Math.max(0, before[backend] - after[backend]));
        assertThat(gained[backend]).isEqualTo(Math.max(0, after[backend] - before[backend]));
      }
      shares = next;
      before = after;
    }
  }

  @Test
  void theSameWeightsChangeNothing() {
    var route = route(100, 30, 30, 40);
    var shares = Shares.of(route(100, 10, 60, 30)).next(route);
    assertThat(shares.next(route)).isEqualTo(shares);
    assertThat(shares.areOf(route(100, 30, 40, 30))).isFalse();
    assertThat(new Shares(List.of()).areOf(route)).isFalse();
  }

  @Test
  void backendsThatComeTakeFromThoseThatGo() {
    var before = Shares.of(route("1", "2", 95, 5));
    var after = before.next(route("2", "3", 95, 5));
    assertThat(after.runs())
        .containsExactly(
            new Run("a:2", 0, 9_000), new Run("a:3", 9_000, 9_500), new Run("a:2", 9_500, 10_000));
  }

  private static int owner(Shares shares, int bucket) {
    return shares.runs().stream()
        .filter(run -> run.from() <= bucket && bucket < run.to())
        .map(run -> Integer.valueOf(run.backend().substring(2)))
        .findFirst()
        .orElseThrow();
  }

  private static int[] weights(Random random) {
    var cuts = random.ints(3, 0, 10_001).sorted().toArray();
    return new int[] {cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], 10_000 - cuts[2]};
  }

  private static Route route(int total, int... weights) {
    var backends = new ArrayList<BackendRef>();
    for (var index = 0; index < weights.length; index++) {
      backends.add(new BackendRef("a", String.valueOf(index), null, null, weights[index]));
    }
    return new Route(null, null, backends, total, null, null, null, null, null, null, null);
  }

  private static Route route(String one, String other, int first, int second) {
    return new Route(
        null,
        null,
        List.of(
            new BackendRef("a", one, null, null, first),
            new BackendRef("a", other, null, null, second)),
        100,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
