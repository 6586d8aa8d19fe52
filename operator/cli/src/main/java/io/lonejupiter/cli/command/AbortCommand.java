package io.lonejupiter.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code abort}. */
@Command(
    name = "abort",
    description = "Ends a rollout: the revision before gets all traffic, and the new one leaves.")
final class AbortCommand implements Callable<Integer> {
  @Mixin private MapOptions map;

  @Override
  public Integer call() {
    map.tell(rollouts -> rollouts.abort());
    return 0;
  }
}
