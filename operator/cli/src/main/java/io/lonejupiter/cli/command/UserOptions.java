package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.state.SystemPlan;
import io.lonejupiter.consul.ConsulAddress;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.server.Users;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The cluster whose users are meant: what {@code up} started, unless a Consul is named. */
final class UserOptions {
  private static final String STANDARD_CONSUL = "http://127.0.0.1:8500";
  private static final String STANDARD_CLUSTER = "default";

  @Mixin private StateOptions state;

  @Option(
      names = "--consul",
      paramLabel = "ADDRESS",
      description =
          "The cluster's Consul. Default: that of what up started, else CONSUL_HTTP_ADDR, else"
              + " http://127.0.0.1:8500.")
  private String consul;

  @Option(
      names = "--consul-token",
      paramLabel = "TOKEN",
      defaultValue = "${env:CONSUL_HTTP_TOKEN}",
      description = "The ACL token for it. Default: CONSUL_HTTP_TOKEN.")
  private String token;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "Name of the installation. Default: that of what up started, else default.")
  private String cluster;

  /** Something to do with the users. */
  @FunctionalInterface
  interface Task {
    void with(Users users) throws IOException;
  }

  /**
   * Does it.
   *
   * @throws CommandFailure it cannot be done
   */
  int run(Task task) {
    Optional<SystemPlan> plan = consul == null ? state.folder().plan() : Optional.empty();
    String address = consul != null ? consul : plan.map(SystemPlan::consulUrl).orElse(fallback());
    String name =
        cluster != null ? cluster : plan.map(SystemPlan::cluster).orElse(STANDARD_CLUSTER);
    try {
      task.with(Users.of(ConsulAddress.parse(address, token), name));
      return 0;
    } catch (Users.RefusedException
        | ConsulHttp.RefusedException
        | IllegalArgumentException
        | UncheckedIOException e) {
      throw new CommandFailure(e.getMessage(), e);
    } catch (UnavailableException e) {
      throw new CommandFailure("Consul does not answer at " + address + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure("the kubeconfig cannot be written: " + e.getMessage(), e);
    }
  }

  private static String fallback() {
    return System.getenv().getOrDefault("CONSUL_HTTP_ADDR", STANDARD_CONSUL);
  }
}
