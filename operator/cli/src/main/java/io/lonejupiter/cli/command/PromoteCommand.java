package io.lonejupiter.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code promote}. */
@Command(
    name = "promote",
    description = "Ends the pause that a rollout is in; --full skips all steps that are left.")
final class PromoteCommand implements Callable<Integer> {
  @Mixin private MapOptions map;

  @Option(names = "--full", description = "Skip all steps that are left.")
  private boolean full;

  @Override
  public Integer call() {
    map.tell(rollouts -> rollouts.promote(full));
    return 0;
  }
}
