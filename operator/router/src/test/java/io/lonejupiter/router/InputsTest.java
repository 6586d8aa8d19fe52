package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteOverride;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.router.table.RouteIntake;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputsTest {
  private static final Inputs NOTHING =
      new Inputs(
          new RouteIntake(Map.of(), Map.of(), Map.of()), Map.of(), Map.of(), Optional.empty());

  @Test
  void anAppThatOnlyAnOverrideNamesIsFollowedToo() {
    var qa =
        new RouteOverride(
            List.of(new ValueMatch(null, "x-qa", "1")), null, version("lab", "1", null));
    var route =
        new Route(
            null,
            null,
            List.of(version("shop", "1", 100)),
            null,
            null,
            null,
            List.of(qa),
            null,
            null,
            null,
            null);
    assertThat(Inputs.apps(List.of(document("shop", "r1", route)))).containsExactly("lab", "shop");
  }

  @Test
  void anOutageGoesOnUntilConsulAnswers() {
    var before = Instant.parse("2026-01-01T00:00:00Z");
    var now = before.plusSeconds(60);
    var saved = NOTHING.withOutage(Optional.of(before), true);
    assertThat(saved.unreachableSince()).contains(before);
    assertThat(saved.withOutage(Optional.empty(), false)).isSameAs(saved);
    assertThat(saved.withOutage(Optional.of(now), true)).isSameAs(saved);
    assertThat(saved.withOutage(Optional.empty(), true).unreachableSince()).isEmpty();
    assertThat(NOTHING.withOutage(Optional.of(now), false).unreachableSince()).contains(now);
  }
}
