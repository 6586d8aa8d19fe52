package io.lonejupiter.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code undo}. */
@Command(
    name = "undo",
    description = "Goes back to an earlier revision: artifact, run settings and checks together.")
final class UndoCommand implements Callable<Integer> {
  @Mixin private MapOptions map;

  @Option(
      names = "--to",
      paramLabel = "REVISION",
      description = "Which one, as history shows it. Default: the one that was promoted before.")
  private String revision;

  @Override
  public Integer call() {
    map.tell(rollouts -> rollouts.undo(revision));
    return 0;
  }
}
