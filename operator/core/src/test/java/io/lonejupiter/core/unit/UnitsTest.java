package io.lonejupiter.core.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({"500ms,500", "5s,5000", "1h30m,5400000", "1m1s,61000"})
  void readsDurations(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-1s", "5 s", "1d"})
  void refusesWhatIsNoDurationAndSaysHowToWriteOne(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining("write it as 500ms");
  }

  @ParameterizedTest
  @CsvSource({"2,2000", "1.5,1500", "250m,250"})
  void readsCores(String text, int millis) {
    assertThat(Quantities.cpuMillis(text)).isEqualTo(millis);
  }

  @Test
  void readsAndWritesBytes() {
    assertThat(Quantities.memoryBytes("256Mi")).isEqualTo(268_435_456);
    assertThat(Quantities.memoryBytes("1G")).isEqualTo(1_000_000_000);
    assertThat(Quantities.bytes(3L << 29)).isEqualTo("1.5 GiB");
    assertThat(Quantities.cores(1_500)).isEqualTo("1.5 cores");
  }
}
