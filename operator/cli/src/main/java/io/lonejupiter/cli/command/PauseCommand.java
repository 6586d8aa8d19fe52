package io.lonejupiter.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pause}. */
@Command(name = "pause", description = "Lets nothing of a rollout go on.")
final class PauseCommand implements Callable<Integer> {
  @Mixin private MapOptions map;

  @Override
  public Integer call() {
    map.tell(rollouts -> rollouts.pause(true));
    return 0;
  }
}
