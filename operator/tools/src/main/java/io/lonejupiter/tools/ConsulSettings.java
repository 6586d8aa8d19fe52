package io.lonejupiter.tools;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Consul server that keeps its data on disk. Pure: says how to start it, starts nothing.
 *
 * <p>Never Consul's {@code -dev} mode: it forgets services on a reload and its memory only grows.
 *
 * @param folder holds {@code consul.json}, {@code consul.log} and {@code data}
 * @param address where it listens and what it advertises, an IP address of this machine
 * @param ports all of them at {@code address}
 * @param nodeName its name in the catalog
 * @param raftMultiplier 1 for fast elections, 5 for slow machines
 * @param httpMaxConnectionsPerClient connections from one IP address; Consul's default of 200 is
 *     too few where all processes share the loopback address
 * @param servers {@code address:port} of the gossip of every server of its cluster; a single server
 *     needs none
 * @param adminToken the token that may do everything; nobody else may do anything until ACLs are
 *     made. Empty: everybody may do everything
 */
public record ConsulSettings(
    Path folder,
    String address,
    ConsulPorts ports,
    String nodeName,
    int raftMultiplier,
    int httpMaxConnectionsPerClient,
    List<String> servers,
    String adminToken) {

  // From here on a server opens a gRPC port for TLS unless told not to; older ones refuse the key.
  private static final Version GRPC_TLS_SINCE = new Version(1, 14, 0);

  public ConsulSettings {
    folder = folder.toAbsolutePath().normalize();
    servers = List.copyOf(servers);
    if (!nodeName.matches("[A-Za-z0-9][A-Za-z0-9-]{0,62}")) {
      throw new IllegalArgumentException(
          "nodeName '" + nodeName + "' is no DNS label: use letters, digits and '-'");
    }
    if (raftMultiplier < 1 || raftMultiplier > 10) {
      throw new IllegalArgumentException("raftMultiplier " + raftMultiplier + " is not in 1..10");
    }
    if (httpMaxConnectionsPerClient < 1) {
      throw new IllegalArgumentException(
          "httpMaxConnectionsPerClient " + httpMaxConnectionsPerClient + " is below 1");
    }
  }

  /** A server with fast elections and 5000 connections per client. */
  public static ConsulSettings of(Path folder, String address, ConsulPorts ports, String nodeName) {
    return new ConsulSettings(folder, address, ports, nodeName, 1, 5_000, List.of(), "");
  }

  /** The same as one of several servers. */
  public ConsulSettings among(List<String> servers) {
    return with(servers, adminToken);
  }

  /**
   * The same with ACLs that deny by default.
   *
   * @param adminToken a UUID
   */
  public ConsulSettings guardedBy(String adminToken) {
    return with(servers, adminToken);
  }

  private ConsulSettings with(List<String> servers, String adminToken) {
    return new ConsulSettings(
        folder,
        address,
        ports,
        nodeName,
        raftMultiplier,
        httpMaxConnectionsPerClient,
        servers,
        adminToken);
  }

  /** {@code address:port} of its gossip. */
  public String gossipAddress() {
    return address + ":" + ports.serfLan();
  }

  /** The file that {@link #configJson} must be written to before the start. */
  public Path configFile() {
    return folder.resolve("consul.json");
  }

  /** Where its output belongs. */
  public Path logFile() {
    return folder.resolve("consul.log");
  }

  public Path dataFolder() {
    return folder.resolve("data");
  }

  /** {@code address:port} of its HTTP API. */
  public String httpAddress() {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return host + ":" + ports.http();
  }

  /** The command without the executable. */
  public List<String> arguments() {
    return List.of("agent", "-config-file=" + configFile());
  }

  /** The configuration for this version of Consul. */
  public String configJson(Tool consul) {
    boolean grpcTls =
        Version.parse(consul.version()).map(v -> v.isAtLeast(GRPC_TLS_SINCE)).orElse(false);
    return """
        {
          "server": true,
          "bootstrap_expect": %d,
          "retry_join": [%s],
          "retry_interval": "1s",
          "node_name": %s,
          "data_dir": %s,
          "bind_addr": %s,
          "advertise_addr": %s,
          "client_addr": %s,
          "ports": {
            "http": %d,
            "https": -1,
            "grpc": -1,%s
            "dns": %d,
            "serf_lan": %d,
            "serf_wan": %d,
            "server": %d
          },
          "performance": { "raft_multiplier": %d },
          "limits": { "http_max_conns_per_client": %d },%s
          "dns_config": { "only_passing": true },
          "check_update_interval": "0s",
          "leave_on_terminate": false,
          "skip_leave_on_interrupt": true,
          "disable_host_node_id": true,
          "disable_remote_exec": true,
          "disable_update_check": true
        }
        """
        .formatted(
            Math.max(1, servers.size()),
            servers.stream().map(ConsulSettings::quoted).collect(Collectors.joining(", ")),
            quoted(nodeName),
            quoted(dataFolder().toString()),
            quoted(address),
            quoted(address),
            quoted(address),
            ports.http(),
            grpcTls ? "\n    \"grpc_tls\": -1," : "",
            ports.dns(),
            ports.serfLan(),
            ports.serfWan(),
            ports.server(),
            raftMultiplier,
            httpMaxConnectionsPerClient,
            adminToken.isEmpty() ? "" : acl());
  }

  private String acl() {
    return """

          "acl": {
            "enabled": true,
            "default_policy": "deny",
            "tokens": { "master": %1$s, "agent": %1$s }
          },"""
        .formatted(quoted(adminToken));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
              } else if (c < 0x20) {
                json.append("\\u%04x".formatted(c));
              } else {
                json.append((char) c);
              }
            });
    return json.append('"').toString();
  }
}
