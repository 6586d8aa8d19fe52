package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.consul.ConsulAddress;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.HiddenException;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The cluster that is meant, by its Consul. */
final class ClusterOptions {
  @Mixin private StateOptions state;
  @Mixin private ConsulAccessOptions access;

  @Option(
      names = "--consul",
      paramLabel = "ADDRESS",
      description =
          "The cluster's Consul. Default: that of the shell's lonejupiter env, else of what up"
              + " started, else CONSUL_HTTP_ADDR, else http://127.0.0.1:8500.")
  private String consul;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description =
          "Name of the installation. Default: that of what up started, else LJ_CLUSTER, else"
              + " default.")
  private String cluster;

  /** Something to do there. */
  @FunctionalInterface
  interface Task<T> {
    T with(ConsulAddress consul, String cluster) throws IOException, InterruptedException;
  }

  /**
   * Does it.
   *
   * @throws CommandFailure it cannot be done
   */
  <T> T with(Task<T> task) {
    var chosen =
        ChosenCluster.of(consul, cluster, state.folder().plan(), state.isNamed(), System.getenv());
    try {
      return task.with(access.at(chosen.consul()), chosen.cluster());
    } catch (ConsulHttp.RefusedException
        | HiddenException
        | IllegalArgumentException
        | UncheckedIOException e) {
      throw new CommandFailure(e.getMessage(), e);
    } catch (UnavailableException e) {
      throw new CommandFailure(
          "Consul does not answer at " + chosen.consul() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    } catch (IOException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }
}
