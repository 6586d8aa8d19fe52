package io.lonejupiter.agent.registration;

import io.lonejupiter.consul.Registration;
import io.lonejupiter.consul.Registration.Check;
import io.lonejupiter.consul.Registration.Gate;
import io.lonejupiter.consul.Registration.Http;
import io.lonejupiter.consul.Registration.Tcp;
import io.lonejupiter.consul.Registration.Ttl;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.model.HealthSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes of an assignment and its process the service that is registered. Pure. */
public final class Registrations {
  private static final String INTERVAL = "2s";
  private static final String TIMEOUT = "2s";
  private static final HealthSpec NO_CHECK =
      new HealthSpec(null, null, null, null, null, null, null);

  private Registrations() {}

  /**
   * @param address what it listens on
   * @param ttl for the checks that the agent makes itself
   */
  public static Registration of(
      Assignment assignment,
      String address,
      String cluster,
      String host,
      String token,
      String ttl,
      Gate gate) {
    var meta = new HashMap<String, String>();
    put(meta, "cluster", cluster);
    put(meta, "namespace", assignment.namespace());
    put(meta, "map", assignment.map());
    put(meta, "version", assignment.artifact().version());
    put(meta, "branch", assignment.artifact().branch());
    put(meta, "revision", assignment.revision());
    put(meta, "role", assignment.role());
    put(meta, "token", token);
    put(meta, "host", host);
    var check = check(assignment, address, ttl);
    var port = assignment.port(portName(assignment));
    return new Registration(
        assignment.instanceId(),
        assignment.app(),
        address,
        port == null ? 0 : port,
        tags(assignment),
        Map.copyOf(meta),
        check,
        gate);
  }

  /** Whether the agent itself must check: a command, or a process without ports. */
  public static boolean checkedByAgent(Assignment assignment) {
    return hasCommand(health(assignment)) || assignment.port(portName(assignment)) == null;
  }

  public static boolean hasCommand(HealthSpec health) {
    return health != null && health.command() != null && !health.command().isEmpty();
  }

  private static Check check(Assignment assignment, String address, String ttl) {
    var health = health(assignment);
    var port = assignment.port(portName(assignment));
    if (hasCommand(health) || port == null) {
      return new Ttl(ttl);
    }
    var interval = health.interval() == null ? INTERVAL : health.interval();
    var timeout = health.timeout() == null ? TIMEOUT : health.timeout();
    var successes = health.successThreshold() == null ? 1 : health.successThreshold();
    var failures = health.failureThreshold() == null ? 1 : health.failureThreshold();
    var where = (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    if (health.http() != null) {
      var path = health.http().path() == null ? "/" : health.http().path();
      return new Http("http://" + where + path, interval, timeout, successes, failures);
    }
    return new Tcp(where, interval, timeout, successes, failures);
  }

  private static HealthSpec health(Assignment assignment) {
    return assignment.health() == null ? NO_CHECK : assignment.health();
  }

  private static String portName(Assignment assignment) {
    var health = health(assignment);
    if (health.http() != null) {
      return health.http().port();
    }
    return health.tcp() == null ? null : health.tcp().port();
  }

  private static List<String> tags(Assignment assignment) {
    var version = assignment.artifact().version().toLowerCase(Locale.ROOT);
    return List.of(assignment.map(), version.replaceAll("[^a-z0-9]+", "-"));
  }

  private static void put(Map<String, String> meta, String name, String value) {
    if (value != null && !value.isEmpty()) {
      meta.put(name, value);
    }
  }
}
