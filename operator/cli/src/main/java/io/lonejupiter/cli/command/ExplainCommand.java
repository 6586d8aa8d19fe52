package io.lonejupiter.cli.command;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.lonejupiter.cli.rollout.Rollouts;
import io.lonejupiter.cli.show.MapView;
import io.lonejupiter.kubernetes.applicationmap.Preview;
import io.lonejupiter.kubernetes.plan.Picture;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code explain}: how a map does, and why. */
@Command(
    name = "explain",
    description = {
      "Shows how a map does and why: its rollout, each instance, and for each host whether one more"
          + " instance could run there, or the one reason why not."
    })
final class ExplainCommand implements Callable<Integer> {
  @Mixin private ApiOptions api;

  @Parameters(index = "0", paramLabel = "MAP", description = "The ApplicationMap: appmap/NAME.")
  private String map;

  @Override
  public Integer call() {
    System.out.print(api.<String>with(this::text));
    return 0;
  }

  private String text(KubernetesClient client) {
    var read = new Rollouts(client, api.namespace(), map, Clock.systemUTC()).read();
    try (var world = Picture.of(client)) {
      var hosts = new Preview(world, Set.of(), Clock.systemUTC()).hosts(read);
      var instances =
          world.deploymentsOf(read.getMetadata().getNamespace(), read.getMetadata().getName());
      return MapView.of(read, instances, hosts);
    }
  }
}
