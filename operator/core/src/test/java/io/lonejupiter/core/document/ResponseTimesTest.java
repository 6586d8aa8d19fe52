package io.lonejupiter.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseTimesTest {
  @ParameterizedTest
  @CsvSource({"-1, 0", "0, 0", "99, 99", "100, 100", "129, 120", "999, 990", "1299, 1200"})
  void timesAreCountedByTwoDigits(int millis, int counted) {
    assertThat(ResponseTimes.rounded(millis)).isEqualTo(counted);
  }

  @Test
  void aQuantileIsTheSmallestTimeThatSoManyDidNotExceed() {
    var times = ResponseTimes.of(Map.of(10, 50L, 20, 49L, 1_200, 1L));
    assertThat(times.quantile(0.5)).isEqualTo(10);
    assertThat(times.quantile(0.51)).isEqualTo(20);
    assertThat(times.quantile(0.99)).isEqualTo(20);
    assertThat(times.quantile(0.999)).isEqualTo(1_200);
    assertThat(ResponseTimes.NONE.quantile(0.5)).isZero();
  }

  @Test
  void theyAddUp() {
    var one = ResponseTimes.of(Map.of(10, 2L, 20, 1L));
    var sum = one.plus(ResponseTimes.of(Map.of(20, 3L, 30, 1L)));
    assertThat(sum).isEqualTo(ResponseTimes.of(Map.of(10, 2L, 20, 4L, 30, 1L)));
    assertThat(sum.count()).isEqualTo(7);
    assertThat(sum.slowerThan(19)).isEqualTo(5);
    assertThat(sum.slowerThan(20)).isEqualTo(1);
  }

  @Test
  void theyStandInAReportAsANumberByANumber() throws IOException {
    var times = ResponseTimes.of(Map.of(10, 2L, 5, 1L));
    assertThat(Documents.writeCompact(times)).asString().isEqualTo("{\"5\":1,\"10\":2}");
    var json = Documents.writeCompact(times);
    assertThat(new ObjectMapper().readValue(json, ResponseTimes.class)).isEqualTo(times);
  }
}
