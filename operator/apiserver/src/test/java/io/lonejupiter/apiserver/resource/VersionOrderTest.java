package io.lonejupiter.apiserver.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
  private static final List<String> HIGHEST_FIRST =
      List.of(
          "v10",
          "v2",
          "v1",
          "v11beta2",
          "v10beta3",
          "v3beta1",
          "v12alpha1",
          "v11alpha2",
          "foo1",
          "foo10",
          "v1alpha");

  @Test
  void prefersStableOverBetaOverAlphaAndNewerOverOlder() {
    for (int seed = 0; seed < 50; seed++) {
      List<String> shuffled = new ArrayList<>(HIGHEST_FIRST);
      Collections.shuffle(shuffled, new Random(seed));
      shuffled.sort(VersionOrder.HIGHEST_FIRST);
      assertThat(shuffled).isEqualTo(HIGHEST_FIRST);
    }
  }
}
