package io.lonejupiter.cli.command;

import io.lonejupiter.cli.rollout.Rollouts;
import java.time.Clock;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The ApplicationMap that a verb is about. */
final class MapOptions {
  @Mixin private ApiOptions api;

  @Parameters(index = "0", paramLabel = "MAP", description = "The ApplicationMap: appmap/NAME.")
  private String map;

  ApiOptions api() {
    return api;
  }

  /** Asks something of its rollout, and prints what it says. */
  void tell(Function<Rollouts, String> task) {
    System.out.println(this.<String>with(task));
  }

  /** Asks something of its rollout. */
  <T> T with(Function<Rollouts, T> task) {
    return api.with(
        client -> task.apply(new Rollouts(client, api.namespace(), map, Clock.systemUTC())));
  }
}
