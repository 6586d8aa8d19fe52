package io.lonejupiter.agent.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  private static final Duration SHORT = Duration.ofSeconds(1);

  @ParameterizedTest
  @CsvSource({"1,0,1000", "2,0,2000", "4,0,8000", "7,0,60000", "1000,0,60000", "2,1,1000"})
  void doublesUpToAMinute(int failures, double jitter, long millis) {
    assertThat(Backoff.afterFailure(failures, jitter)).hasMillis(millis);
  }

  @Test
  void restartsAtOnceThenSlowerAndCallsTheFifthEndALoop() {
    var crashes = Crashes.NONE.after(SHORT);
    assertThat(crashes.pause()).isZero();
    for (var seconds : new int[] {1, 2, 4}) {
      crashes = crashes.after(SHORT);
      assertThat(crashes.pause()).hasSeconds(seconds);
      assertThat(crashes.loop()).isFalse();
    }
    crashes = crashes.after(SHORT);
    assertThat(crashes.loop()).isTrue();
    assertThat(crashes.pause()).hasSeconds(60);
  }

  @Test
  void countsAnewAfterAMinuteThatWasWell() {
    var crashes = new Crashes(7).after(Duration.ofSeconds(60));
    assertThat(crashes).isEqualTo(new Crashes(1));
    assertThat(crashes.pause()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"10s,10000", "1m30s,90000", "250ms,250", "1h,3600000", ",7"})
  void readsDurations(String text, long millis) {
    assertThat(Durations.parse(text, Duration.ofMillis(7))).hasMillis(millis);
  }

  @ParameterizedTest
  @CsvSource({"10", "s", "1m x", "-1s", "1.5s"})
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> Durations.parse(text, SHORT))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
