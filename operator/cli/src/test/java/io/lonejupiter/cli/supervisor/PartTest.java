package io.lonejupiter.cli.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.cli.state.PartRecord;
import io.lonejupiter.cli.state.PartSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final PartSpec SPEC = new PartSpec("server", List.of("server"), Map.of());
  private static final PartRecord INTENT = PartRecord.intent("server", "token", NOW.toString(), 4);

  @Test
  void startsWhatNeverRanAtOnceAndCountsNoRestart() {
    var part = Part.takeOver(SPEC, Optional.empty(), Optional.empty(), NOW);
    assertThat(part.isDue(NOW)).isTrue();
    assertThat(part.starts()).isZero();
  }

  @Test
  void adoptsALivingProcessInsteadOfStartingASecond() {
    var living = INTENT.running(7, 100, "boot");
    var part = Part.takeOver(SPEC, Optional.of(INTENT), Optional.of(living), NOW);
    assertThat(part.isDue(NOW.plusSeconds(3600))).isFalse();
    assertThat(part.record()).isEqualTo(living);
  }

  @Test
  void startsAtOnceWhatDiedWhileNobodyLooked() {
    var part = Part.takeOver(SPEC, Optional.of(INTENT), Optional.empty(), NOW);
    assertThat(part.isDue(NOW)).isTrue();
    assertThat(part.starts()).isEqualTo(5);
  }

  @Test
  void waitsLongerAfterEachEarlyDeath() {
    var part =
        Part.takeOver(SPEC, Optional.empty(), Optional.empty(), NOW).started(INTENT, NOW).died(NOW);
    assertThat(part.isDue(NOW)).isFalse();
    assertThat(part.startAt()).isEqualTo(NOW.plus(Duration.ofMillis(200)));
    part = part.started(INTENT, NOW).died(NOW);
    assertThat(part.startAt()).isEqualTo(NOW.plus(Duration.ofMillis(400)));
  }
}
