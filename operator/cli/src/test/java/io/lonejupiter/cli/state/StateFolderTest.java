package io.lonejupiter.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  @TempDir private Path root;

  @Test
  void readsWhatWasSaved() {
    var state = new StateFolder(root);
    var part = PartRecord.intent("consul", "t", "2026-01-01T00:00:00Z", 2).running(7, 9, "boot");
    var spec = new PartSpec("consul", List.of("consul", "agent"), Map.of("A", "b"));
    var plan = new SystemPlan(1, "local", 3, false, "abc", Map.of(Port.API, 16_443), List.of(spec));
    state.save(part);
    state.save(plan);
    assertThat(state.part("consul")).contains(part);
    assertThat(state.plan()).contains(plan);
    assertThat(state.recordedParts()).containsExactly("consul");
    assertThat(plan.port(Port.API)).isEqualTo(16_443);
    assertThat(plan.routerUrl()).isEqualTo("http://127.0.0.1:8000");
  }

  @Test
  void isEmptyWhereNothingWasStarted() {
    var state = new StateFolder(root.resolve("none"));
    assertThat(state.plan()).isEmpty();
    assertThat(state.recordedParts()).isEmpty();
    assertThat(state.recordedHosts()).isEmpty();
  }

  @Test
  void namesTheFileThatMakesNoSense() throws IOException {
    Files.writeString(root.resolve("supervisor.json"), "{\"schema\": ");
    assertThatThrownBy(() -> new StateFolder(root).plan())
        .isInstanceOf(UnreadableStateException.class)
        .hasMessageContaining("supervisor.json cannot be read");
  }

  @Test
  void letsOnlyOneHoldTheLock() {
    try (var held = FileLock.take(root.resolve("lock"))) {
      assertThat(held).isNotNull();
    }
    assertThat(FileLock.tryTake(root.resolve("lock"))).isPresent();
  }
}
