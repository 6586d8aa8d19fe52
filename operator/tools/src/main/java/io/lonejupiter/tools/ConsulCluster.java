package io.lonejupiter.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several real Consul servers that elect a leader among them, on free ports of one address. */
public final class ConsulCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsulCluster.class);
  private static final String ADDRESS = "127.0.0.1";
  private static final int PORT_ATTEMPTS = 5;

  private final List<ConsulServer> servers;

  private ConsulCluster(List<ConsulServer> servers) {
    this.servers = servers;
  }

  /**
   * Starts them and waits until each can be worked with.
   *
   * @param folder for their files, a folder for each; what is in those is deleted
   * @throws ConsulStartException one does not come up; nothing is left running
   */
  public static ConsulCluster startForTest(Tool consul, Path folder, int size) {
    for (int attempt = 1; ; attempt++) {
      try {
        return start(consul, folder, ConsulPorts.free(ADDRESS, size));
      } catch (ConsulStartException e) {
        if (!e.portTaken() || attempt == PORT_ATTEMPTS) {
          throw e;
        }
        LOG.info("taking other ports: {}", e.getMessage());
      }
    }
  }

  private static ConsulCluster start(Tool consul, Path folder, List<ConsulPorts> ports) {
    List<ConsulSettings> alone = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      String name = "consul-" + (i + 1);
      Path own = folder.resolve(name);
      deleteOfEarlierAttempt(own);
      alone.add(ConsulSettings.of(own, ADDRESS, ports.get(i), name));
    }
    List<String> gossip = alone.stream().map(ConsulSettings::gossipAddress).toList();
    // Each waits until there is a leader, so they must start together.
    List<CompletableFuture<ConsulServer>> starts =
        alone.stream()
            .map(each -> each.among(gossip))
            .map(each -> CompletableFuture.supplyAsync(() -> ConsulServer.start(consul, each)))
            .toList();
    List<ConsulServer> servers = new ArrayList<>();
    List<ConsulStartException> failures = new ArrayList<>();
    for (CompletableFuture<ConsulServer> start : starts) {
      try {
        servers.add(start.join());
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof ConsulStartException cause)) {
          servers.forEach(ConsulServer::close);
          throw e;
        }
        failures.add(cause);
      }
    }
    if (failures.isEmpty()) {
      return new ConsulCluster(List.copyOf(servers));
    }
    servers.forEach(ConsulServer::close);
    // The others only miss the one that had no port.
    throw failures.stream()
        .filter(ConsulStartException::portTaken)
        .findFirst()
        .orElse(failures.get(0));
  }

  private static void deleteOfEarlierAttempt(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be deleted", e);
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
