package io.lonejupiter.cli.command;

import io.lonejupiter.cli.show.RouteViews;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code route ls}: all routes. */
@Command(
    name = "ls",
    description = {
      "Lists what each route matches, and where its requests go.",
      "Exits 1 if a front end is not obeyed."
    })
final class RouteListCommand implements Callable<Integer> {
  @Mixin private RouteOptions routers;

  @Override
  public Integer call() {
    var reading = routers.read();
    System.out.print(RouteViews.list(reading.table()));
    reading.errors().forEach((id, error) -> System.out.println("not obeyed: " + id + ": " + error));
    return reading.errors().isEmpty() ? 0 : 1;
  }
}
