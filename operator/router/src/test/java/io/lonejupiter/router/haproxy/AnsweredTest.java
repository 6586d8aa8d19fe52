package io.lonejupiter.router.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lonejupiter.router.haproxy.Counts.Answered;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnsweredTest {
  private static final int WINDOW = 512;

  /** Answers of 30 ms, and then others of 90 ms. */
  @ParameterizedTest
  @CsvSource({"0, 100", "300, 100", "300, 600", "5000, 100", "5000, 1000", "5000, 100000"})
  void theMeanOfSomeIsTakenOutOfTheMovingOneOfAll(int before, int since) {
    var mean = new Mean();
    mean.add(before, 30);
    var known = new Answered(before, 0, mean.value());
    mean.add(since, 90);
    assertThat(new Answered(since, 0, mean.value()).millisSince(known)).isCloseTo(90, within(4));
  }

  /** A millisecond of rounding would become many. */
  @ParameterizedTest
  @CsvSource({"5", "20", "50"})
  void ofFewNothingIsTakenOut(int since) {
    var known = new Answered(5_000, 0, 30);
    assertThat(new Answered(since, 0, 31).millisSince(known)).isEqualTo(31);
  }

  /** HAProxy's: of all as long as they are few, and then each new one takes its part. */
  private static final class Mean {
    private long sum;
    private int count;

    void add(int times, int millis) {
      for (var i = 0; i < times; i++) {
        count++;
        sum += count <= WINDOW ? millis : millis - (sum + WINDOW - 1) / WINDOW;
      }
    }

    int value() {
      var of = Math.min(count, WINDOW);
      return of == 0 ? 0 : (int) ((sum + of / 2) / of);
    }
  }
}
