package io.lonejupiter.router.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
  private static final String CPU =
      "Max cpu time              unlimited            unlimited   seconds";

  @Test
  void areThoseOfTheHardLimit() {
    assertThat(
            OpenFiles.of(
                List.of(CPU, "Max open files            1024                 524288   files")))
        .contains(new OpenFiles(524_288));
  }

  @Test
  void areEnoughWhereThereIsNoLimit() {
    for (var limit : List.of("unlimited", "1073741816", "9223372036854775807")) {
      assertThat(OpenFiles.of(List.of("Max open files            1024 " + limit + " files")))
          .contains(new OpenFiles(1_048_576));
    }
  }

  @Test
  void areUnknownWithoutTheirLine() {
    assertThat(OpenFiles.of(List.of(CPU))).isEmpty();
  }

  @Test
  void leaveOneForTheCheckOfEachInstance() {
    assertThat(new OpenFiles(20_000).connections(0)).isEqualTo(8_850);
    assertThat(new OpenFiles(20_000).connections(10_000)).isEqualTo(3_850);
    assertThat(new OpenFiles(1_024).connections(5_000)).isEqualTo(100);
  }

  @Test
  void keepAShareForIdleConnectionsToServers() {
    assertThat(new OpenFiles(20_000).settings(0, 0))
        .contains("pool-high-fd-ratio 25", "pool-low-fd-ratio 20");
    assertThat(new OpenFiles(20_000).settings(10_000, 72_300))
        .contains("maxconn 3850", "pool-high-fd-ratio 6", "pool-low-fd-ratio 5");
  }

  @Test
  void areNotMoreThanThoseOfAnotherProcess() {
    assertThat(OpenFiles.of(ProcessHandle.current().pid())).isEqualTo(OpenFiles.here());
    assertThat(OpenFiles.of(Long.MAX_VALUE)).isEmpty();
  }
}
