package io.lonejupiter.cli.command;

import io.lonejupiter.cli.show.Table;
import io.lonejupiter.server.Users;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code user ls}: all users. */
@Command(name = "ls", description = "Lists the users of the embedded API.")
final class UserListCommand implements Callable<Integer> {
  @Mixin private UserOptions cluster;

  @Override
  public Integer call() {
    return cluster.run(
        users -> {
          var table = Table.of("NAME", "ROLE", "NAMESPACES", "SHOWS", "CREATED", "EXPIRES");
          table.row(Users.ADMIN, "admin", "all", "token", null, null);
          for (var user : users.list()) {
            table.row(
                user.name(),
                user.role(),
                user.namespaces().isEmpty() ? "all" : String.join(",", user.namespaces()),
                user.kind(),
                user.created(),
                user.expires());
          }
          System.out.print(table.text());
        });
  }
}
