package io.lonejupiter.consul;

import java.util.List;
import java.util.Map;

/**
 * A service with its checks, as an agent registers it in its local Consul.
 *
 * @param meta at most 64 entries; Consul takes {@code [A-Za-z0-9_-]} in names and 512 characters in
 *     values
 * @param gate keeps the service critical until it is passed, whatever its check says
 */
public record Registration(
    String id,
    String name,
    String address,
    int port,
    List<String> tags,
    Map<String, String> meta,
    Check check,
    Gate gate) {

  /** A second check, which the registrant passes once and for all. */
  public enum Gate {
    NONE,
    CLOSED,
    PASSED
  }

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

  /** Id of the check. */
  public String checkId() {
    return checkId(id);
  }

  /** Id of the check of a service. */
  public static String checkId(String serviceId) {
    return "service:" + serviceId;
  }

  /** Id of the gate of a service. */
  public static String gateId(String serviceId) {
    return "verification:" + serviceId;
  }
}
