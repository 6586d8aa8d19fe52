package io.lonejupiter.cli.supervisor;

import io.lonejupiter.cli.state.PartRecord;
import io.lonejupiter.cli.state.PartSpec;
import io.lonejupiter.cli.state.StateFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Starts a part as the leader of a session of its own, so that it outlives whoever started it, with
 * its output in its log.
 */
public final class PartStarter {
  private final StateFolder state;

  public PartStarter(StateFolder state) {
    this.state = state;
  }

  /**
   * A process that was started.
   *
   * @param process ends when it does
   */
  public record Started(PartRecord part, Process process) {}

  /**
   * Saves the intent, starts the process, saves what it is.
   *
   * @throws IOException the program cannot be started at all
   */
  public Started start(PartSpec spec, int restarts) throws IOException {
    var intent =
        PartRecord.intent(
            spec.name(), UUID.randomUUID().toString(), Instant.now().toString(), restarts);
    state.save(intent);
    Process process = launch(spec, intent.token());
    // One that has ended already has no start time; it is found dead like any other.
    long startTime = PartProcess.startTime(process.pid()).orElse(0L);
    var running = intent.running(process.pid(), startTime, PartProcess.bootId());
    state.save(running);
    return new Started(running, process);
  }

  private Process launch(PartSpec spec, String token) throws IOException {
    Path log = state.log(spec.name());
    Files.createDirectories(log.getParent());
    List<String> command = new ArrayList<>();
    // Becomes the program itself under the same pid: a child of Java leads no process group.
    command.add("setsid");
    command.addAll(spec.command());
    var builder =
        new ProcessBuilder(command)
            .directory(state.root().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(spec.environment());
    builder.environment().put(PartProcess.TOKEN, token);
    return builder.start();
  }
}
