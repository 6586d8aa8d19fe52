package io.lonejupiter.consul;

import java.util.List;
import java.util.Map;

/**
 * A service with its check, as an agent registers it in its local Consul.
 *
 * @param meta at most 64 entries; Consul takes {@code [A-Za-z0-9_-]} in names and 512 characters in
 *     values
 */
public record Registration(
    String id,
    String name,
    String address,
    int port,
    List<String> tags,
    Map<String, String> meta,
    Check check) {

  /** How Consul finds out whether the service is healthy; every check starts critical. */
  public sealed interface Check permits Http, Tcp, Ttl {}

  /** Consul asks; green on 2xx. Times as Consul writes them, {@code 2s}. */
  public record Http(
      String url, String interval, String timeout, int successThreshold, int failureThreshold)
      implements Check {}

  /** Consul opens a connection. */
  public record Tcp(
      String address, String interval, String timeout, int successThreshold, int failureThreshold)
      implements Check {}

  /** The registrant reports, at least this often. */
  public record Ttl(String ttl) implements Check {}

  /** Id of the one check. */
  public String checkId() {
    return "service:" + id;
  }
}
