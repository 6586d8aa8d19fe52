package io.lonejupiter.core.simulation;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.HostInfo;
import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.core.document.RemoteVerdict;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouterReport;
import io.lonejupiter.core.port.ServiceInstance;
import java.util.Map;
import java.util.TreeMap;

/**
 * What lies in Consul; and what somebody has read of it, which may be older, topic by topic.
 * Whoever reads late has missed what was there in between, as with Consul's blocking queries.
 */
final class Store {
  /** Something that is read as a whole. */
  enum Topic {
    ASSIGNMENTS,
    REPORTS,
    DRAINS,
    SERVICES,
    HOSTS,
    ROUTERS,
    ROUTE
  }

  /** By instance id. */
  Map<String, Assignment> assignments = new TreeMap<>();

  /** By instance id. */
  Map<String, InstanceReport> reports = new TreeMap<>();

  Map<String, DrainDocument> drains = new TreeMap<>();
  Map<String, ServiceInstance> services = new TreeMap<>();
  Map<String, HostInfo> hosts = new TreeMap<>();
  Map<String, RouterReport> routers = new TreeMap<>();
  RouteDocument route;

  /** By host, and by instance id. */
  Map<String, Map<String, RemoteVerification>> verifications = new TreeMap<>();

  /** By host, and by instance id. */
  Map<String, Map<String, RemoteVerdict>> verdicts = new TreeMap<>();

  /** Takes over one topic as it is there now. */
  void read(Topic topic, Store from) {
    switch (topic) {
      case ASSIGNMENTS -> {
        assignments = new TreeMap<>(from.assignments);
        verifications = new TreeMap<>();
        // In an order that each run has: a seed is to make the same history again.
        from.verifications.forEach(
            (host, orders) -> verifications.put(host, new TreeMap<>(orders)));
      }
      case REPORTS -> {
        reports = new TreeMap<>(from.reports);
        verdicts = new TreeMap<>(from.verdicts);
      }
      case DRAINS -> drains = new TreeMap<>(from.drains);
      case SERVICES -> services = new TreeMap<>(from.services);
      case HOSTS -> hosts = new TreeMap<>(from.hosts);
      case ROUTERS -> routers = new TreeMap<>(from.routers);
      case ROUTE -> route = from.route;
    }
  }

  void readAll(Store from) {
    for (var topic : Topic.values()) {
      read(topic, from);
    }
  }
}
