package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.server.Users;
import java.io.IOException;
import picocli.CommandLine.Mixin;

/** The cluster whose users are meant. */
final class UserOptions {
  @Mixin private ClusterOptions cluster;

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
    return cluster.with(
        (consul, name) -> {
          try {
            task.with(Users.of(consul, name));
            return 0;
          } catch (Users.RefusedException e) {
            throw new CommandFailure(e.getMessage(), e);
          } catch (IOException e) {
            throw new CommandFailure("the kubeconfig cannot be written: " + e.getMessage(), e);
          }
        });
  }
}
