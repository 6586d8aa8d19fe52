package io.lonejupiter.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code resume}. */
@Command(name = "resume", description = "Lets a paused rollout go on.")
final class ResumeCommand implements Callable<Integer> {
  @Mixin private MapOptions map;

  @Override
  public Integer call() {
    map.tell(rollouts -> rollouts.pause(false));
    return 0;
  }
}
