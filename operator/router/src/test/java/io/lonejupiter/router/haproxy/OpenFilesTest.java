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
    assertThat(new OpenFiles(20_000).connections(0)).isEqualTo(8_950);
    assertThat(new OpenFiles(20_000).connections(10_000)).isEqualTo(3_950);
    assertThat(new OpenFiles(1_024).connections(5_000)).isEqualTo(100);
  }
}
