package io.lonejupiter.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code retry}. */
@Command(name = "retry", description = "Begins a failed rollout anew.")
final class RetryCommand implements Callable<Integer> {
  @Mixin private MapOptions map;

  @Override
  public Integer call() {
    map.tell(rollouts -> rollouts.retry());
    return 0;
  }
}
