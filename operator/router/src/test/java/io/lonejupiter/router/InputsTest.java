package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteOverride;
import io.lonejupiter.model.ValueMatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputsTest {

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
}
