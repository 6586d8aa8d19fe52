package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.consul.ConsulConfigEntries.ForeignEntryException;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.router.export.Exporter;
import io.lonejupiter.router.export.Format;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code route export}: the routes for other proxies. */
@Command(
    name = "export",
    description = {
      "Prints the routes in the words of Traefik's KV provider, of fabio, or of Consul's service",
      "mesh (service-router, -splitter, -resolver), as they are now: Traefik and fabio get the",
      "addresses of the instances that are ready."
    })
final class RouteExportCommand implements Callable<Integer> {
  @Mixin private RouteOptions routers;

  @Parameters(index = "0", paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES}")
  private Format format;

  @Option(
      names = "--write",
      description = {
        "Write them into Consul, and take away what an earlier export wrote. Keys and entries of",
        "others are left alone."
      })
  private boolean write;

  @Option(names = "--remove", description = "Take away what exports wrote, and write nothing.")
  private boolean remove;

  @Override
  public Integer call() {
    if (remove) {
      System.out.println(written(Map.of()) + " taken away");
      return 0;
    }
    var table = routers.read().table();
    var rendering = routers.with((consul, cluster) -> format.render(table, cluster));
    if (write) {
      System.out.println(
          written(rendering.entries()) + " of " + rendering.entries().size() + " changed");
    } else {
      rendering.entries().forEach((key, value) -> System.out.println(key + " = " + value.strip()));
    }
    rendering.left().forEach(left -> System.err.println("left out: " + left));
    return 0;
  }

  private int written(Map<String, String> entries) {
    return routers.with(
        (consul, cluster) -> {
          try {
            return new Exporter(new ConsulHttp(consul), cluster).write(format, entries);
          } catch (ForeignEntryException e) {
            throw new CommandFailure(e.getMessage(), e);
          }
        });
  }
}
