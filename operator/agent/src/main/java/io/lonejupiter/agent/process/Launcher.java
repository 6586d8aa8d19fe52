package io.lonejupiter.agent.process;

import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.failure.StepFailedException;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts processes in a session of their own, writing to their logs directly, so that neither the
 * agent's death nor its terminal reaches them.
 */
public final class Launcher {
  private Launcher() {}

  /** A process that was started; the handle tells when it ends. */
  public record Started(Process handle, ProcessIdentity identity) {}

  /**
   * Starts the process that was intended.
   *
   * @throws StepFailedException it could not be started, or ended before it could be looked at
   */
  public static Started start(Launch launch, ProcessIdentity intent) throws StepFailedException {
    var command = new ArrayList<>(List.of("setsid"));
    command.addAll(launch.command());
    var builder =
        new ProcessBuilder(command)
            .directory(launch.folder().toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(Redirect.appendTo(launch.stdout().toFile()))
            .redirectError(Redirect.appendTo(launch.stderr().toFile()));
    builder.environment().clear();
    builder.environment().putAll(launch.environment());
    builder.environment().put(ProcessTable.TOKEN, intent.token());
    try {
      var process = Forks.start(builder);
      var pid = Math.toIntExact(process.pid());
      // One that ended already has no start time; its exit is told through the handle.
      var identity =
          ProcessTable.stat(pid)
              .map(intent::started)
              .orElseGet(
                  () ->
                      new ProcessIdentity(
                          intent.token(), pid, 0L, intent.bootId(), intent.startedAt()));
      return new Started(process, identity);
    } catch (IOException e) {
      throw new StepFailedException(
          Reason.START_FAILED,
          launch.command().get(0)
              + " could not be started: "
              + e.getMessage()
              + "; setsid (util-linux) must be on the agent's PATH",
          e);
    }
  }
}
