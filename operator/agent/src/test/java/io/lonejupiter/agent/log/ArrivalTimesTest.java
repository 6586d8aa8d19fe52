package io.lonejupiter.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalTimesTest {
  private final ArrivalTimes times = new ArrivalTimes();

  @Test
  void aByteArrivedWhenTheLogWasFirstSeenToReachBeyondIt() {
    times.add(1_000, new Offsets(10, 0));
    times.add(2_000, new Offsets(10, 5));
    times.add(3_000, new Offsets(30, 5));

    assertThat(times.timeOf(Channel.STDOUT, 1)).isEqualTo(1_000);
    assertThat(times.timeOf(Channel.STDOUT, 10)).isEqualTo(1_000);
    assertThat(times.timeOf(Channel.STDOUT, 11)).isEqualTo(3_000);
    assertThat(times.timeOf(Channel.STDERR, 5)).isEqualTo(2_000);
    assertThat(times.timeOf(Channel.STDOUT, 99)).isEqualTo(3_000);
  }

  @Test
  void whatIsOlderThanATimeEndsWhereTheLogEndedBeforeIt() {
    times.add(1_000, new Offsets(10, 0));
    times.add(3_000, new Offsets(30, 0));

    assertThat(times.offsetSince(Channel.STDOUT, 500)).isZero();
    assertThat(times.offsetSince(Channel.STDOUT, 1_000)).isZero();
    assertThat(times.offsetSince(Channel.STDOUT, 1_001)).isEqualTo(10);
    assertThat(times.offsetSince(Channel.STDOUT, 3_001)).isEqualTo(30);
  }

  @Test
  void aClockThatIsSetBackMakesNothingOlder() {
    times.add(5_000, new Offsets(10, 0));
    times.add(1_000, new Offsets(20, 0));
    assertThat(times.timeOf(Channel.STDOUT, 20)).isEqualTo(5_000);
  }

  @Test
  void oldNotesAreThinnedAndNewOnesStayExact() {
    var added = 100 * ArrivalTimes.MOST;
    for (var i = 1; i <= added; i++) {
      times.add(i, new Offsets(i, i));
    }
    assertThat(times.count()).isLessThanOrEqualTo(ArrivalTimes.MOST);
    for (var age : new int[] {0, 10, 1_000, 100_000, added - 1}) {
      var exact = added - age;
      assertThat(times.timeOf(Channel.STDOUT, exact))
          .as("age " + age)
          .isBetween((long) exact, exact + age / 40L + 1);
    }
  }
}
