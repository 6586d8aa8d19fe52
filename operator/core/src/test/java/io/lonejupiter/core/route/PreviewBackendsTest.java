package io.lonejupiter.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteOverride;
import io.lonejupiter.model.ValueMatch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreviewBackendsTest {
  private static final BackendRef PLAIN = new BackendRef("shop", "1.0.0", null, null, 100);
  private static final BackendRef PREVIEW =
      new BackendRef("shop", null, null, Map.of("map", "shop", "rollout", "preview"), 0);

  @Test
  void aPreviewIsTheNewestRevisionOfItsMap() {
    var resolved = PreviewBackends.resolved(List.of(route(PREVIEW)), Map.of("shop", "r2"));
    assertThat(resolved.get(0).backendRefs())
        .containsExactly(
            PLAIN, new BackendRef("shop", null, null, Map.of("map", "shop", "revision", "r2"), 0));
    assertThat(resolved.get(0).overrides().get(0).backendRef().labels())
        .isEqualTo(Map.of("map", "shop", "revision", "r2"));
  }

  @Test
  void ofAMapThatIsNotThereItMeansNothing() {
    var resolved = PreviewBackends.resolved(List.of(route(PREVIEW)), Map.of("other", "r2"));
    assertThat(resolved.get(0).backendRefs().get(1).labels())
        .isEqualTo(Map.of("map", "shop", "revision", "none"));
  }

  @Test
  void allElseStaysAsItIs() {
    var route = route(PLAIN);
    assertThat(PreviewBackends.resolved(List.of(route), Map.of("shop", "r2")).get(0))
        .isSameAs(route);
  }

  /** The share that a canary has beside it is not its own. */
  @Test
  void itIsNotDivided() {
    var canary =
        new Canary(
            "shop",
            "shop",
            Map.of("map", "shop", "revision", "r1"),
            Map.of("map", "shop", "revision", "r2"),
            20,
            List.of(),
            false,
            true);
    var resolved = PreviewBackends.resolved(List.of(route(PREVIEW)), Map.of("shop", "r2"));
    assertThat(CanarySplit.of(resolved, List.of(canary))).isEqualTo(resolved);
  }

  private static Route route(BackendRef ref) {
    var match = List.of(new ValueMatch(null, "X-QA", "1"));
    return new Route(
        null,
        null,
        List.of(PLAIN, ref),
        null,
        null,
        null,
        List.of(new RouteOverride(match, null, ref)),
        null,
        null,
        null,
        null);
  }
}
