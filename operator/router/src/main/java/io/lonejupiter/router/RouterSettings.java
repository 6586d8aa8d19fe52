package io.lonejupiter.router;

import io.lonejupiter.consul.ConsulAddress;
import io.lonejupiter.router.haproxy.HaproxyConfig;
import io.lonejupiter.router.haproxy.Listener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a router is started with.
 *
 * @param router its name; reports lie under it
 * @param group routes name the group whose routers obey them; {@code default}
 * @param cluster name of the installation
 * @param consul the local Consul agent
 * @param address where HAProxy listens
 * @param port where HAProxy listens
 * @param dataDir its state, HAProxy's files and sockets; a short path, because of the sockets
 * @param haproxy executable, 2.6 or newer
 * @param haproxyEnvironment variables that it needs, such as LD_LIBRARY_PATH
 * @param backends room for backends in HAProxy at first; it doubles when needed
 * @param servers room for instances of each backend at first; it doubles when needed
 * @param floorHold how long the sudden disappearance of all instances of an app is held back
 * @param accessLog a file, or {@code udp://address:port} of a syslog; empty for none
 * @param explains whether answers say how they came about, where a request asks for it
 */
public record RouterSettings(
    String router,
    String group,
    String cluster,
    ConsulAddress consul,
    String address,
    int port,
    Path dataDir,
    Path haproxy,
    Map<String, String> haproxyEnvironment,
    int backends,
    int servers,
    Duration floorHold,
    String accessLog,
    boolean explains) {
  private static final Pattern ACCESS_LOG =
      Pattern.compile("|udp://[A-Za-z0-9.:\\[\\]-]+:[0-9]{1,5}|/?[A-Za-z0-9._-][A-Za-z0-9._/-]*");

  public static final String DEFAULT_GROUP = "default";
  public static final int DEFAULT_BACKENDS = 32;
  public static final int DEFAULT_SERVERS = 16;
  public static final Duration DEFAULT_FLOOR_HOLD = Duration.ofSeconds(15);

  public RouterSettings {
    if (!router.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
      throw new IllegalArgumentException(
          "router '" + router + "' is no name: use letters, digits, '.', '_' and '-'");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not in 1..65535");
    }
    if (backends < 1 || servers < 1) {
      throw new IllegalArgumentException(
          "backends " + backends + " and servers " + servers + " must be 1 or more");
    }
    if (!ACCESS_LOG.matcher(accessLog).matches()) {
      throw new IllegalArgumentException(
          "access log '"
              + accessLog
              + "' is neither a path of letters, digits and / . _ - nor udp://address:port");
    }
    dataDir = dataDir.toAbsolutePath().normalize();
    haproxyEnvironment = Map.copyOf(haproxyEnvironment);
  }

  /** Settings with all defaults. */
  public static RouterSettings of(
      String router,
      String cluster,
      ConsulAddress consul,
      String address,
      int port,
      Path dataDir,
      Path haproxy,
      Map<String, String> haproxyEnvironment) {
    return new RouterSettings(
        router,
        DEFAULT_GROUP,
        cluster,
        consul,
        address,
        port,
        dataDir,
        haproxy,
        haproxyEnvironment,
        DEFAULT_BACKENDS,
        DEFAULT_SERVERS,
        DEFAULT_FLOOR_HOLD,
        "",
        false);
  }

  public RouterSettings withGroup(String other) {
    return new RouterSettings(
        router,
        other,
        cluster,
        consul,
        address,
        port,
        dataDir,
        haproxy,
        haproxyEnvironment,
        backends,
        servers,
        floorHold,
        accessLog,
        explains);
  }

  /** With other room at first. */
  public RouterSettings withRoom(int otherBackends, int otherServers) {
    return new RouterSettings(
        router,
        group,
        cluster,
        consul,
        address,
        port,
        dataDir,
        haproxy,
        haproxyEnvironment,
        otherBackends,
        otherServers,
        floorHold,
        accessLog,
        explains);
  }

  public RouterSettings withFloorHold(Duration other) {
    return new RouterSettings(
        router,
        group,
        cluster,
        consul,
        address,
        port,
        dataDir,
        haproxy,
        haproxyEnvironment,
        backends,
        servers,
        other,
        accessLog,
        explains);
  }

  /** With traces of requests. */
  public RouterSettings withTraces(String otherAccessLog, boolean otherExplains) {
    return new RouterSettings(
        router,
        group,
        cluster,
        consul,
        address,
        port,
        dataDir,
        haproxy,
        haproxyEnvironment,
        backends,
        servers,
        floorHold,
        otherAccessLog,
        otherExplains);
  }

  /** How the outside meets its HAProxy. */
  Listener listener() {
    return new Listener(HaproxyConfig.bracketed(address) + ":" + port, accessLog, 0, explains);
  }
}
