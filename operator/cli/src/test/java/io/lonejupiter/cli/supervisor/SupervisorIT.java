package io.lonejupiter.cli.supervisor;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.cli.Main;
import io.lonejupiter.cli.state.PartRecord;
import io.lonejupiter.cli.state.PartSpec;
import io.lonejupiter.cli.state.Port;
import io.lonejupiter.cli.state.StateFolder;
import io.lonejupiter.cli.state.SystemPlan;
import io.lonejupiter.cli.system.Down;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor in a process of its own, with parts that only sleep. */
class SupervisorIT {
  private static final List<String> PARTS = List.of("one", "two");
  private static final Down.Leftovers NONE =
      new Down.Leftovers() {
        @Override
        public void stopProxy(Path routerFolder) {
          assertThat(routerFolder).doesNotExist();
        }

        @Override
        public void stopInstances(Path hostFolder) {
          assertThat(hostFolder).doesNotExist();
        }
      };

  @TempDir private Path root;
  private StateFolder state;

  @BeforeEach
  void plan() {
    state = new StateFolder(root.resolve("state"));
    var parts =
        PARTS.stream().map(name -> new PartSpec(name, List.of("sleep", "600"), Map.of())).toList();
    state.save(new SystemPlan(1, "test", 0, false, "none", Map.of(Port.API, 1), parts));
  }

  @AfterEach
  void stopAll() {
    new Down(state, NONE, line -> {}).run(false);
  }

  private PartRecord startSupervisor() throws IOException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-XX:TieredStopAtLevel=1",
            "-Dlj.log=INFO",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "supervise",
            "--data",
            state.root().toString());
    var spec = new PartSpec(StateFolder.SUPERVISOR, command, Map.of());
    return new PartStarter(state).start(spec, 0).part();
  }

  private PartRecord running(String name) {
    await()
        .atMost(30, SECONDS)
        .until(() -> state.part(name).filter(PartProcess::isAlive).isPresent());
    return state.part(name).orElseThrow();
  }

  private static void kill(PartRecord part) {
    ProcessHandle.of(part.pid()).ifPresent(ProcessHandle::destroyForcibly);
    await().atMost(10, SECONDS).until(() -> !PartProcess.isAlive(part));
  }

  @Test
  void startsAgainWhatDies() throws IOException {
    startSupervisor();
    var first = running("one");
    kill(first);
    var second = running("one");
    assertThat(second.pid()).isNotEqualTo(first.pid());
    assertThat(second.restarts()).isEqualTo(1);
    assertThat(running("two").restarts()).isZero();
  }

  @Test
  void goesOnWithTheSameProcessesAfterItsOwnDeath() throws IOException {
    var supervisor = startSupervisor();
    var before = PARTS.stream().map(this::running).toList();
    kill(supervisor);
    assertThat(before).allMatch(PartProcess::isAlive);
    startSupervisor();
    await()
        .atMost(30, SECONDS)
        .until(
            () -> Files.readString(state.log(StateFolder.SUPERVISOR)).contains("two runs already"));
    assertThat(PARTS.stream().map(this::running)).isEqualTo(before);
    kill(before.get(0));
    assertThat(running("one").pid()).isNotEqualTo(before.get(0).pid());
  }

  @Test
  void findsAProcessWhosePidItCouldNotSave() throws IOException {
    var started =
        new PartStarter(state).start(new PartSpec("one", List.of("sleep", "600"), Map.of()), 0);
    var intent = PartRecord.intent("one", started.part().token(), started.part().startedAt(), 0);
    // Until the program has been loaded, its environment cannot be read.
    await().atMost(10, SECONDS).until(() -> PartProcess.find(intent).isPresent());
    state.save(intent);
    startSupervisor();
    assertThat(running("one").pid()).isEqualTo(started.part().pid());
    running("two");
    assertThat(state.part("one").orElseThrow().restarts()).isZero();
  }

  @Test
  void leavesNothingRunningWhenAllIsTakenDown() throws IOException {
    var supervisor = startSupervisor();
    var parts = PARTS.stream().map(this::running).toList();
    new Down(state, NONE, line -> {}).run(true);
    assertThat(parts).noneMatch(PartProcess::isAlive);
    assertThat(PartProcess.isAlive(supervisor)).isFalse();
    assertThat(state.root()).doesNotExist();
  }

  @Test
  void touchesNoProcessThatOnlyHasTheSamePid() throws IOException {
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      var record =
          PartRecord.intent("one", "token", "2026-01-01T00:00:00Z", 0)
              .running(stranger.pid(), 1, PartProcess.bootId());
      state.save(record);
      new Down(state, NONE, line -> {}).run(false);
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }
}
