package io.lonejupiter.cli.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code user delete}: withdraws users. */
@Command(
    name = "delete",
    description = {
      "Withdraws users of the embedded API.",
      "It counts at once, on all servers; watches that are open are ended."
    })
final class UserDeleteCommand implements Callable<Integer> {
  @Mixin private UserOptions cluster;

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "The users' names.")
  private List<String> names;

  @Override
  public Integer call() {
    return cluster.run(
        users -> {
          for (String name : names) {
            users.delete(name);
            System.out.println("user " + name + " is deleted");
          }
        });
  }
}
