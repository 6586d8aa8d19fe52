package io.lonejupiter.agent.registration;

import io.lonejupiter.consul.ConsulRegistrations;
import io.lonejupiter.consul.Registration;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of this host in its local Consul, and what is known of them: which id is registered
 * for which process (token). Touches only services with this cluster and host in their meta.
 */
public final class Registrar {
  private static final Logger log = LoggerFactory.getLogger(Registrar.class);

  private final ConsulRegistrations consul;
  private final String cluster;
  private final String host;
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  public Registrar(ConsulRegistrations consul, String cluster, String host) {
    this.consul = consul;
    this.cluster = cluster;
    this.host = host;
  }

  /** Whether the id is registered for the process with this token, as far as is known. */
  public boolean registered(String id, String token) {
    return token.equals(tokens.get(id));
  }

  /**
   * Registers a process. One that is registered already is left as it is, with its check's state; a
   * new process starts critical, whatever the one before it was.
   *
   * @throws UnavailableException Consul does not answer
   */
  public synchronized void register(Registration registration) {
    var id = registration.id();
    var token = registration.meta().get("token");
    var known = mine().get(id);
    if (!token.equals(known)) {
      if (known != null) {
        consul.deregister(id);
      }
      consul.register(registration);
    }
    tokens.put(id, token);
  }

  /**
   * Removes a service that is ours; one that is not there is fine.
   *
   * @throws UnavailableException Consul does not answer
   */
  public synchronized void deregister(String id) {
    if (mine().containsKey(id)) {
      consul.deregister(id);
    }
    tokens.remove(id);
  }

  /**
   * Whether the check of a service is green, whatever its gate says.
   *
   * @throws UnavailableException Consul does not answer
   */
  public boolean healthy(String id) {
    return consul.status(Registration.checkId(id)).filter("passing"::equals).isPresent();
  }

  /**
   * Opens the gate of a service, if it has one that is closed.
   *
   * @throws UnavailableException Consul does not answer
   */
  public void openGate(String id, String note) {
    if (consul.status(Registration.gateId(id)).filter(s -> !s.equals("passing")).isPresent()) {
      consul.report(Registration.gateId(id), true, note);
    }
  }

  /** Reports on a TTL check. */
  public void report(String checkId, boolean passing, String note) {
    consul.report(checkId, passing, note);
  }

  /**
   * Reads what Consul has now, and removes what nobody asks for.
   *
   * @param ids of all instances of this host; asked after the reading, so that one that was
   *     registered just before is among them
   * @throws UnavailableException Consul does not answer
   */
  public synchronized void verify(Supplier<Set<String>> ids) {
    var mine = mine();
    var wanted = ids.get();
    for (var id : mine.keySet()) {
      if (!wanted.contains(id)) {
        log.info("{}: registered in consul, and no assignment asks for it; deregistered", id);
        consul.deregister(id);
      }
    }
    tokens.keySet().retainAll(mine.keySet());
    mine.keySet().retainAll(wanted);
    tokens.putAll(mine);
  }

  private Map<String, String> mine() {
    var mine = new HashMap<String, String>();
    consul
        .local()
        .forEach(
            (id, meta) -> {
              if (cluster.equals(meta.get("cluster")) && host.equals(meta.get("host"))) {
                mine.put(id, meta.getOrDefault("token", ""));
              }
            });
    return mine;
  }
}
