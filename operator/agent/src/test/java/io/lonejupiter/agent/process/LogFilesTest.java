package io.lonejupiter.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
  @TempDir Path folder;

  @Test
  void keepsThreeOldLogsAndTheFileThatIsBeingWritten() throws Exception {
    var log = folder.resolve("stdout.log");
    try (var writer =
        Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (var n = 1; n <= 5; n++) {
        writer.write(("part " + n).getBytes());
        if (LogFiles.copyAway(log, 3) > 0) {
          LogFiles.cut(log);
        }
      }
      writer.write('x');
    }
    assertThat(log).hasContent("x");
    assertThat(folder.resolve("stdout.log.1")).hasContent("part 5");
    assertThat(folder.resolve("stdout.log.3")).hasContent("part 3");
    assertThat(folder.resolve("stdout.log.4")).doesNotExist();
  }

  @Test
  void showsTheLastErrorsOfThisProcessOnly() throws Exception {
    Files.writeString(folder.resolve("stderr.log"), "old error\n" + "a".repeat(90) + " end\n");
    assertThat(new LogFiles(folder).lastErrors(10, 10)).isEqualTo("aaaaaa end");
    assertThat(new LogFiles(folder).lastErrors(105, 10)).isEmpty();
  }
}
