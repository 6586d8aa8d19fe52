package io.lonejupiter.cli.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {
  @Test
  void doublesFromAFifthOfASecondToTenSeconds() {
    var backOff = BackOff.none().afterDeath(Duration.ZERO);
    assertThat(backOff.delay()).isEqualTo(Duration.ofMillis(200));
    backOff = backOff.afterDeath(Duration.ofSeconds(1));
    assertThat(backOff.delay()).isEqualTo(Duration.ofMillis(400));
    for (int death = 0; death < 20; death++) {
      backOff = backOff.afterDeath(Duration.ofSeconds(1));
    }
    assertThat(backOff.delay()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void forgetsThePastAfterALifeOfHalfAMinute() {
    var backOff = new BackOff(Duration.ofSeconds(10)).afterDeath(Duration.ofSeconds(30));
    assertThat(backOff.delay()).isEqualTo(Duration.ofMillis(200));
  }
}
