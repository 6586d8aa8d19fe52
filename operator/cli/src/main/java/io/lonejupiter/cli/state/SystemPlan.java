package io.lonejupiter.cli.state;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What shall run, written by {@code up} and read by the supervisor and every other command.
 *
 * @param cluster prefix of everything in Consul
 * @param hosts how many hosts
 * @param kubernetes whether a real Kubernetes API is used instead of the embedded one
 * @param program id of the jars that the parts run from
 * @param ports number of each port
 * @param parts in the order in which they are started
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SystemPlan(
    int schema,
    String cluster,
    int hosts,
    boolean kubernetes,
    String program,
    Map<Port, Integer> ports,
    List<PartSpec> parts) {
  public static final int SCHEMA = 1;
  public static final String CLUSTER = "local";
  public static final String ADDRESS = "127.0.0.1";

  public SystemPlan {
    ports = Collections.unmodifiableMap(new EnumMap<>(ports));
    parts = List.copyOf(parts);
  }

  public int port(Port port) {
    return ports.getOrDefault(port, port.standard());
  }

  public String consulUrl() {
    return url(Port.CONSUL_HTTP);
  }

  public String routerUrl() {
    return url(Port.ROUTER);
  }

  public String serverUrl() {
    return url(Port.SERVER);
  }

  private String url(Port port) {
    return "http://" + ADDRESS + ":" + port(port);
  }
}
