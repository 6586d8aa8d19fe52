package io.lonejupiter.e2e.harness;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.tools.ConsulPorts;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.ConsulSettings;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two more Consul servers beside the one of a system, which leads at first. */
public final class JoinedConsuls implements AutoCloseable {
  private static final Duration ELECTION = Duration.ofSeconds(60);

  private final String ownServer;
  private final List<ConsulServer> servers = new ArrayList<>();

  private JoinedConsuls(String ownServer) {
    this.ownServer = ownServer;
  }

  /** Starts them, and waits until all three are one cluster. */
  public static JoinedConsuls join(LoneJupiter system, Path folder) throws IOException {
    var ports =
        new ObjectMapper()
            .readTree(Files.readString(system.data().resolve("consul/consul.json")))
            .path("ports");
    var joined = new JoinedConsuls("127.0.0.1:" + ports.path("server").asInt());
    var gossip = "127.0.0.1:" + ports.path("serf_lan").asInt();
    for (var name : List.of("consul-2", "consul-3")) {
      var settings =
          ConsulSettings.of(folder.resolve(name), "127.0.0.1", ConsulPorts.free("127.0.0.1"), name)
              // Their number is what a server waits for before it elects; these join one that did.
              .among(List.of(gossip, gossip, gossip));
      joined.servers.add(ConsulServer.start(Tools.standard(line -> {}).consul(), settings));
    }
    await().atMost(ELECTION).until(() -> system.consul("/v1/status/peers").size() == 3);
    return joined;
  }

  /** Address of the system's own server among servers. */
  public String ownServer() {
    return ownServer;
  }

  public List<ConsulServer> servers() {
    return servers;
  }

  @Override
  public void close() {
    servers.forEach(ConsulServer::close);
  }
}
