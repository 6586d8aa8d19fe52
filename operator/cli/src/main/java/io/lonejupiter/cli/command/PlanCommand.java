package io.lonejupiter.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.example.ExampleFiles;
import io.lonejupiter.cli.plan.PlanView;
import io.lonejupiter.cli.plan.Planned;
import io.lonejupiter.cli.plan.Plans;
import io.lonejupiter.kubernetes.applicationmap.Preview;
import io.lonejupiter.kubernetes.plan.Picture;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plan}: what is going to be done, before it is. */
@Command(
    name = "plan",
    description = {
      "Shows what applying a file, or losing a host, is going to do: each instance with its host,"
          + " each change of weights, each pause, in their order.",
      "It is computed by what will do it, as if every instance came up and every pause was promoted."
          + " Exits 0 when nothing is going to be done, 2 when something is."
    })
final class PlanCommand implements Callable<Integer> {
  private static final int CHANGES = 2;
  private static final String HOST = "host/";

  @Mixin private ApiOptions api;

  @Option(
      names = "-f",
      paramLabel = "FILE",
      description = "What is to be applied. Left out: what is going to be done anyway.")
  private Path file;

  @Option(
      names = "--without",
      paramLabel = "host/NAME",
      description = "As if this host were gone for good. May be given several times.")
  private List<String> without = new ArrayList<>();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() {
    List<Planned> plans = api.with(this::plans);
    System.out.print(json ? asJson(plans) : PlanView.of(plans));
    return plans.stream().anyMatch(Planned::changes) ? CHANGES : 0;
  }

  private List<Planned> plans(KubernetesClient client) {
    try (var world = Picture.of(client)) {
      var hosts = hosts();
      for (var host : hosts) {
        if (world.hosts().find(null, host).isEmpty()) {
          throw new CommandFailure("--without: there is no host " + host);
        }
      }
      var plans = new Plans(client, world, new Preview(world, hosts, Clock.systemUTC()));
      return file == null
          ? plans.ofAllMaps()
          : ExampleFiles.objects(file).stream().map(plans::ofApply).toList();
    }
  }

  private Set<String> hosts() {
    return without.stream()
        .map(host -> host.startsWith(HOST) ? host.substring(HOST.length()) : host)
        .collect(Collectors.toSet());
  }

  private static String asJson(List<Planned> plans) {
    try {
      var changes = plans.stream().filter(Planned::changes).toList();
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(changes) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
