package io.lonejupiter.cli.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {
  @TempDir private Path folder;

  @Test
  void keepsWhatWasWrittenAndLetsTheWriterGoOn() throws IOException {
    Path log = folder.resolve("server.log");
    try (var writer =
        Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      writer.write("before\n");
      writer.flush();
      LogRotation.rotate(log, 5);
      writer.write("after\n");
    }
    assertThat(folder.resolve("server.log.1")).hasContent("before\n");
    assertThat(log).hasContent("after\n");
  }

  @Test
  void leavesASmallLogAlone() throws IOException {
    Path log = Files.writeString(folder.resolve("server.log"), "small");
    LogRotation.rotate(log, 100);
    assertThat(folder.resolve("server.log.1")).doesNotExist();
    assertThat(log).hasContent("small");
  }
}
