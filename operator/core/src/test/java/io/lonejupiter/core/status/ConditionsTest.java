package io.lonejupiter.core.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConditionsTest {
  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void theTimeChangesOnlyWithTheStatus() {
    var first = Conditions.following(null, 1, THEN).reconciling("Progressing", "0 of 2").list();
    var second =
        Conditions.following(first, 2, THEN.plusSeconds(9))
            .reconciling("Progressing", "1 of 2")
            .list();
    assertThat(second).allMatch(c -> c.lastTransitionTime().equals("2026-01-01T00:00:00Z"));
    var third =
        Conditions.following(second, 2, THEN.plusSeconds(20)).ready("Done", "2 of 2").list();
    assertThat(third).hasSize(1);
    assertThat(third.get(0).lastTransitionTime()).isEqualTo("2026-01-01T00:00:20Z");
    assertThat(third.get(0).observedGeneration()).isEqualTo(2);
  }
}
