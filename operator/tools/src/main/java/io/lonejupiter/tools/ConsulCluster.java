package io.lonejupiter.tools;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Several real Consul servers that elect a leader among them, on free ports of one address. */
public final class ConsulCluster implements AutoCloseable {
  private final List<ConsulServer> servers;

  private ConsulCluster(List<ConsulServer> servers) {
    this.servers = servers;
  }

  /**
   * Starts them and waits until each can be worked with.
   *
   * @param folder for their files, a folder for each
   * @throws ConsulStartException one does not come up; nothing is left running
   */
  public static ConsulCluster startForTest(Tool consul, Path folder, int size) {
    List<ConsulSettings> alone = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      String name = "consul-" + i;
      ConsulPorts ports = ConsulPorts.free("127.0.0.1");
      alone.add(ConsulSettings.of(folder.resolve(name), "127.0.0.1", ports, name));
    }
    List<String> gossip = alone.stream().map(ConsulSettings::gossipAddress).toList();
    // Each waits until there is a leader, so they must start together.
    List<CompletableFuture<ConsulServer>> starts =
        alone.stream()
            .map(each -> each.among(gossip))
            .map(each -> CompletableFuture.supplyAsync(() -> ConsulServer.start(consul, each)))
            .toList();
    List<ConsulServer> servers = new ArrayList<>();
    try {
      starts.forEach(start -> servers.add(start.join()));
      return new ConsulCluster(List.copyOf(servers));
    } catch (CompletionException e) {
      starts.forEach(start -> start.thenAccept(ConsulServer::close).exceptionally(x -> null));
      throw e.getCause() instanceof ConsulStartException cause ? cause : e;
    }
  }

  public List<ConsulServer> servers() {
    return servers;
  }

  /**
   * The server that leads.
   *
   * @throws IllegalStateException none that runs knows of one
   */
  public ConsulServer leader() {
    for (ConsulServer server : servers) {
      String leader = server.isAlive() ? askForLeader(server) : "";
      for (ConsulServer each : servers) {
        ConsulSettings settings = each.settings();
        if (leader.contains(settings.address() + ":" + settings.ports().server() + "\"")) {
          return each;
        }
      }
    }
    throw new IllegalStateException("no Consul leads");
  }

  private static String askForLeader(ConsulServer server) {
    try {
      URI uri = URI.create(server.url() + "/v1/status/leader");
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    servers.forEach(ConsulServer::close);
  }
}
