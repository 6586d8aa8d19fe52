package io.lonejupiter.core.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.validate.Validate;
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.AutoscaleMetric;
import io.lonejupiter.model.AutoscaleMetricType;
import io.lonejupiter.model.AutoscaleReading;
import io.lonejupiter.model.AutoscaleSpec;
import io.lonejupiter.model.AutoscaleStatus;
import io.lonejupiter.model.AutoscaleWindow;
import io.lonejupiter.model.Weekday;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutoscalerTest {
  private static final int TARGET = 10;
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");

  /** A map under load, step after step. */
  private static final class Course {
    private final AutoscaleSpec spec;
    private AutoscaleStatus status;
    private Instant now = START;

    Course(AutoscaleSpec spec, int begin) {
      this.spec = spec;
      status = Autoscaler.next(new ScaleFacts(spec, begin, null, List.of(), now));
    }

    /**
     * @param totals of the metrics in their order; null: not known
     */
    Course after(Duration time, Integer... totals) {
      now = now.plus(time);
      var readings = new ArrayList<AutoscaleReading>();
      for (int i = 0; i < totals.length; i++) {
        var metric = spec.metrics().get(i);
        readings.add(new AutoscaleReading(metric.type(), totals[i], metric.target()));
      }
      status = Autoscaler.next(new ScaleFacts(spec, 1, status, readings, now));
      return this;
    }

    int instances() {
      return status.instances();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 2", "5, 5", "8, 8", "20, 8"})
  void beginsWithWhatTheSpecSaysWithinItsBounds(int begin, int instances) {
    var course = new Course(byRequests("0s", "0s"), begin);
    assertThat(course.instances()).isEqualTo(instances);
    assertThat(course.status.message()).isEqualTo("begins with " + instances + " instances");
  }

  /** At first there are four. */
  @ParameterizedTest
  @CsvSource({"0, 2", "25, 3", "36, 4", "40, 4", "44, 4", "45, 5", "61, 7", "79, 8", "5000, 8"})
  void hasOneInstanceForEachTarget(int total, int instances) {
    var course = new Course(byRequests("0s", "0s"), 4).after(seconds(3), total);
    assertThat(course.instances()).isEqualTo(instances);
  }

  @Test
  void saysWhyItScaled() {
    var course = new Course(byRequests("0s", "5m"), 4).after(seconds(3), 61);
    assertThat(course.status.message()).isEqualTo("from 4 instances: Requests 61, 10 each");
    assertThat(course.status.scaledAt()).isEqualTo("2026-03-02T12:00:03Z");
  }

  @Test
  void removesOnlyWhatWasNeededAtNoTimeOfTheWholeWindow() {
    var course = new Course(byRequests("0s", "1m"), 8);
    for (int i = 0; i < 9; i++) {
      course.after(seconds(6), i == 4 ? 55 : 20);
      assertThat(course.instances()).isEqualTo(8);
      assertThat(course.status.wish()).isEqualTo(i < 4 ? 2 : 6);
    }
    assertThat(course.after(seconds(12), 20).instances()).isEqualTo(6);
    assertThat(course.after(seconds(30), 20).instances()).isEqualTo(6);
    assertThat(course.after(seconds(60), 20).instances()).isEqualTo(2);
  }

  @Test
  void aLoadThatComesBackStartsTheWindowAnew() {
    var course = new Course(byRequests("0s", "1m"), 8).after(seconds(3), 20).after(seconds(50), 80);
    assertThat(course.status.wish()).isNull();
    assertThat(course.after(seconds(30), 20).after(seconds(59), 20).instances()).isEqualTo(8);
    assertThat(course.after(seconds(1), 20).instances()).isEqualTo(2);
  }

  @Test
  void aPeakThatDoesNotLastAddsNothingWhereThatIsWished() {
    var course = new Course(byRequests("30s", "0s"), 4);
    assertThat(course.after(seconds(3), 80).after(seconds(20), 70).instances()).isEqualTo(4);
    assertThat(course.after(seconds(3), 40).status.wish()).isNull();
    course.after(seconds(3), 80).after(seconds(20), 60).after(seconds(10), 75);
    assertThat(course.instances()).isEqualTo(6);
  }

  @Test
  void theMetricThatAsksForTheMostCounts() {
    var spec = spec(metrics(AutoscaleMetricType.REQUESTS, AutoscaleMetricType.CPU), null);
    assertThat(new Course(spec, 4).after(seconds(3), 20, 70).instances()).isEqualTo(7);
    assertThat(new Course(spec, 4).after(seconds(3), 70, 20).instances()).isEqualTo(7);
  }

  @Test
  void whatIsNotKnownRemovesNothing() {
    var spec = spec(metrics(AutoscaleMetricType.REQUESTS, AutoscaleMetricType.CPU), null);
    assertThat(new Course(spec, 4).after(seconds(3), 20, null).instances()).isEqualTo(4);
    assertThat(new Course(spec, 4).after(seconds(3), 70, null).instances()).isEqualTo(7);
    assertThat(new Course(spec, 4).after(seconds(3), null, null).instances()).isEqualTo(4);
  }

  @Test
  void otherBoundsHoldAtOnce() {
    var course = new Course(byRequests("1h", "1h"), 4);
    var narrow = new AutoscaleSpec(5, 6, course.spec.metrics(), null, "1h", "1h");
    var raised = Autoscaler.next(new ScaleFacts(narrow, 1, course.status, List.of(), START));
    assertThat(raised.instances()).isEqualTo(5);
    assertThat(raised.message()).isEqualTo("from 4 instances: min");
    var low = new AutoscaleSpec(1, 3, course.spec.metrics(), null, "1h", "1h");
    var lowered = Autoscaler.next(new ScaleFacts(low, 1, course.status, List.of(), START));
    assertThat(lowered.instances()).isEqualTo(3);
  }

  @Test
  void anOpenWindowOfTheScheduleRaisesTheFewest() {
    var noon = new AutoscaleWindow(null, "13:00", "14:00", null, 6);
    var course = new Course(spec(null, List.of(noon)), 2);
    assertThat(course.after(Duration.ofMinutes(59)).instances()).isEqualTo(2);
    assertThat(course.after(Duration.ofMinutes(1)).instances()).isEqualTo(6);
    assertThat(course.status.message()).isEqualTo("from 2 instances: the schedule");
    assertThat(course.after(Duration.ofMinutes(59)).instances()).isEqualTo(6);
    assertThat(course.after(Duration.ofMinutes(1)).instances()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    // The days are those of the time zone; 2 March 2026 is a Monday.
    "Mon, 08:00, 18:00, UTC, 2026-03-02T08:00:00Z, true",
    "Mon, 08:00, 18:00, UTC, 2026-03-02T07:59:59Z, false",
    "Mon, 08:00, 18:00, UTC, 2026-03-02T18:00:00Z, false",
    "Mon, 08:00, 18:00, UTC, 2026-03-03T09:00:00Z, false",
    "Mon, 08:00, 18:00, Europe/Berlin, 2026-03-02T07:00:00Z, true",
    "Mon, 08:00, 18:00, Europe/Berlin, 2026-03-02T17:30:00Z, false",
    // Berlin's summer time has begun by then.
    "Mon, 08:00, 18:00, Europe/Berlin, 2026-06-01T06:00:00Z, true",
    "Mon, 22:00, 06:00, UTC, 2026-03-02T23:00:00Z, true",
    "Mon, 22:00, 06:00, UTC, 2026-03-03T05:59:59Z, true",
    "Mon, 22:00, 06:00, UTC, 2026-03-03T06:00:00Z, false",
    "Mon, 22:00, 06:00, UTC, 2026-03-02T05:00:00Z, false",
    "Sun, 22:00, 06:00, UTC, 2026-03-02T05:00:00Z, true",
    "Mon, 00:00, 23:59, Pacific/Auckland, 2026-03-01T12:00:00Z, true",
  })
  void windowsOpenAndCloseByTheClockOfTheirTimeZone(
      String day, String from, String to, String zone, String now, boolean open) {
    var days = List.of(Weekday.valueOf(day.toUpperCase(java.util.Locale.ROOT)));
    var window = new AutoscaleWindow(days, from, to, zone, 3);
    assertThat(Schedule.isOpen(window, Instant.parse(now))).isEqualTo(open);
  }

  @Test
  void aTimeZoneThatDoesNotExistIsRefused() {
    var window = new AutoscaleWindow(null, "08:00", "18:00", "Europe/Berln", 3);
    var spec =
        new ApplicationMapSpec(
            null, null, null, null, null, null, null, null, spec(null, List.of(window)), null);
    assertThat(Validate.applicationMap(spec))
        .singleElement()
        .hasToString(
            "spec.autoscale.schedule[0].timeZone: Invalid value: Europe/Berln: no such time zone;"
                + " write it as Europe/Berlin");
  }

  /** Whatever the load does: within the bounds, and never fewer than the whole window needed. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void neverRemovesWhatTheLastWindowNeeded(long seed) {
    var random = new Random(seed);
    var course = new Course(byRequests("0s", "1m"), 2);
    var needed = new ArrayList<Integer>();
    for (int step = 0; step < 2_000; step++) {
      var before = course.instances();
      var total = random.nextInt(random.nextInt(10) == 0 ? 200 : 60);
      course.after(seconds(3), total);
      needed.add(Math.max(2, Math.min(8, (int) Math.ceil(total / (double) TARGET))));
      assertThat(course.instances()).isBetween(2, 8);
      if (course.instances() < before) {
        var window = needed.subList(needed.size() - 20, needed.size());
        assertThat(course.instances()).isGreaterThanOrEqualTo(most(window));
      }
    }
  }

  private static int most(List<Integer> numbers) {
    return numbers.stream().mapToInt(n -> n).max().orElseThrow();
  }

  private static AutoscaleSpec byRequests(String up, String down) {
    return new AutoscaleSpec(2, 8, metrics(AutoscaleMetricType.REQUESTS), null, up, down);
  }

  private static AutoscaleSpec spec(List<AutoscaleMetric> metrics, List<AutoscaleWindow> schedule) {
    return new AutoscaleSpec(2, 8, metrics, schedule, "0s", "0s");
  }

  private static List<AutoscaleMetric> metrics(AutoscaleMetricType... types) {
    return Arrays.stream(types).map(type -> new AutoscaleMetric(type, TARGET)).toList();
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
