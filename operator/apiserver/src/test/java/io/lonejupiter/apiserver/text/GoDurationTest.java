package io.lonejupiter.apiserver.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "1s, PT1S",
    "1h15m30.918s, PT1H15M30.918S",
    "-1.5h, PT-1H-30M",
    "+5ms, PT0.005S",
    ".5s, PT0.5S",
    "1.s, PT1S",
    "0, PT0S",
    "100ns, PT0.0000001S",
  })
  void readsWhatGoReads(String text, Duration expected) {
    assertThat(GoDuration.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "abc, invalid duration",
    "10, missing unit in duration",
    "1x, unknown unit \"x\" in duration",
    "., invalid duration",
    "-, invalid duration",
    "1s-1s, unknown unit \"s-\" in duration",
    "300000h1, missing unit in duration",
    "3000000h, invalid duration",
  })
  void saysWhatGoSays(String text, String words) {
    assertThatThrownBy(() -> GoDuration.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time: %s \"%s\"", words, text);
  }

  @Test
  void nothingIsNoDuration() {
    assertThatThrownBy(() -> GoDuration.parse("")).hasMessage("time: invalid duration \"\"");
  }
}
