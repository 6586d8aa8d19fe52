package io.lonejupiter.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {
  @TempDir Path folder;
  private ProcessIdentity intent;
  private ProcessIdentity started;

  @BeforeEach
  void start() throws Exception {
    intent = ProcessIdentity.intent("token-" + System.nanoTime(), "2026-01-01T00:00:00Z");
    var launch =
        new Launch(
            List.of("/bin/sleep", "1000"),
            Map.of(),
            folder,
            folder.resolve("out"),
            folder.resolve("err"));
    started = Launcher.start(launch, intent).identity();
  }

  @AfterEach
  void stop() throws InterruptedException {
    assertThat(new ProcessGroup(started).stop("TERM", Duration.ofSeconds(5))).isTrue();
    assertThat(started.alive()).isFalse();
  }

  @Test
  void isFoundByItsTokenWhenOnlyTheIntentWasSaved() {
    org.awaitility.Awaitility.await().until(() -> intent.find() != null);
    assertThat(intent.find()).isEqualTo(started);
  }

  @Test
  void isAnotherProcessWhenTokenOrStartTimeOrBootDiffers() throws IOException {
    org.awaitility.Awaitility.await().until(() -> ProcessTable.token(started.pid()).isPresent());
    var s = started;
    assertThat(s.alive()).isTrue();
    assertThat(
            new ProcessIdentity("other", s.pid(), s.startTime(), s.bootId(), s.startedAt()).alive())
        .isFalse();
    assertThat(
            new ProcessIdentity(s.token(), s.pid(), s.startTime() + 1, s.bootId(), s.startedAt())
                .alive())
        .isFalse();
    assertThat(
            new ProcessIdentity(s.token(), s.pid(), s.startTime(), "other", s.startedAt()).alive())
        .isFalse();
  }

  @Test
  void doesNotTouchProcessWithAnotherToken() throws InterruptedException {
    org.awaitility.Awaitility.await().until(() -> ProcessTable.token(started.pid()).isPresent());
    var s = started;
    var foreign = new ProcessIdentity("other", s.pid(), s.startTime(), s.bootId(), s.startedAt());
    assertThat(new ProcessGroup(foreign).stop("KILL", Duration.ZERO)).isTrue();
    assertThat(s.alive()).isTrue();
  }
}
