package io.lonejupiter.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code restart}. */
@Command(name = "restart", description = "Replaces all instances, as the rollout of the map says.")
final class RestartCommand implements Callable<Integer> {
  @Mixin private MapOptions map;

  @Override
  public Integer call() {
    map.tell(rollouts -> rollouts.restart());
    return 0;
  }
}
