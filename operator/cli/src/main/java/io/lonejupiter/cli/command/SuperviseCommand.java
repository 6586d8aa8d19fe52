package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.state.FileLock;
import io.lonejupiter.cli.state.StateFolder;
import io.lonejupiter.cli.supervisor.Supervisor;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code supervise}: what {@code up} starts to keep the parts running. */
@Command(
    name = "supervise",
    hidden = true,
    description = "Keeps the parts of a system running; started by up.")
final class SuperviseCommand implements Callable<Integer> {
  @Mixin private StateOptions state;

  @Override
  public Integer call() throws InterruptedException {
    StateFolder folder = state.folder();
    var lock =
        FileLock.tryTake(folder.supervisorLock())
            .orElseThrow(
                () -> new CommandFailure("a supervisor of " + folder.root() + " lives already"));
    try (lock) {
      var plan =
          folder
              .plan()
              .orElseThrow(() -> new CommandFailure("there is no plan in " + folder.root()));
      new Supervisor(folder, Clock.systemUTC()).run(plan.parts());
      return 0;
    }
  }
}
