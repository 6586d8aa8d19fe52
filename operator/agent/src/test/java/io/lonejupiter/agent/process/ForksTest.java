package io.lonejupiter.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForksTest {
  private static final int TIMES = 600;
  private static final int AT_ONCE = 32;

  @TempDir Path folder;

  @Test
  void whatWasJustWrittenCanBeStartedWhileOthersAreStarted() throws Exception {
    var workers = Executors.newFixedThreadPool(AT_ONCE);
    var ends = new ArrayList<Future<Integer>>();
    for (var number = 0; number < TIMES; number++) {
      var program = folder.resolve("program-" + number);
      ends.add(
          workers.submit(
              () -> {
                Files.writeString(program, "#!/bin/sh\nexit 7\n");
                Forks.await();
                Files.setPosixFilePermissions(
                    program, PosixFilePermissions.fromString("rwxr-xr-x"));
                return run(program.toString());
              }));
    }
    for (var end : ends) {
      assertThat(end.get()).isEqualTo(7);
    }
    workers.shutdown();
  }

  /** 126: it could not be executed. */
  private static int run(String program) throws IOException, InterruptedException {
    return Forks.start(new ProcessBuilder("setsid", "--wait", program)).waitFor();
  }
}
