package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.router.RouteReader;
import io.lonejupiter.router.RouterSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The routers that are meant. */
final class RouteOptions {
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      defaultValue = RouterSettings.DEFAULT_GROUP,
      description = "The router group. Default: ${DEFAULT-VALUE}.")
  private String group;

  /**
   * What they go by.
   *
   * @throws CommandFailure it cannot be read
   */
  RouteReader.Reading read() {
    return with((consul, name) -> RouteReader.read(consul, name, group));
  }

  /** Something to do with their Consul. */
  <T> T with(ClusterOptions.Task<T> task) {
    return cluster.with(task);
  }
}
