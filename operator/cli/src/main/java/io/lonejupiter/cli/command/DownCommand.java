package io.lonejupiter.cli.command;

import io.lonejupiter.cli.system.Down;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code down}: stops what {@code up} started. */
@Command(
    name = "down",
    description = {
      "Stops everything that up started, and nothing else.",
      "Instances stop too; objects and artifacts are kept for the next up."
    })
final class DownCommand implements Callable<Integer> {
  @Mixin private StateOptions state;

  @Option(
      names = "--purge",
      description = "Remove the state folder too, with all objects and artifacts.")
  private boolean purge;

  @Override
  public Integer call() {
    new Down(state.folder(), new Leftovers(), System.out::println).run(purge);
    return 0;
  }
}
