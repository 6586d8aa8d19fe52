package io.lonejupiter.core.simulation;

import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouterReport;
import io.lonejupiter.core.document.RouterReport.DrainCount;
import io.lonejupiter.core.document.RouterReport.InstanceLoad;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.model.BackendRef;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A router and its proxy: it obeys what it has read, and counts the sessions it has given away. */
final class RouterModel {
  final String name;

  /** Whether it is in touch with Consul. */
  boolean connected = true;

  /** When it was missed last. */
  Instant cutOffUntil = Instant.MIN;

  /** Instance id to its open sessions. */
  final Map<String, Integer> sessions = new TreeMap<>();

  private final Random random;

  /** When each topic is read, where they are read one by one; null: all are read together. */
  private final Random topics;

  private final Store view = new Store();
  private RouteDocument obeyed;
  private Map<String, DrainDocument> drained = Map.of();

  /** What it counted last, for drains that it obeyed by then. */
  private Map<String, DrainCount> counted = Map.of();

  RouterModel(String name, Random random, Random topics) {
    this.name = name;
    this.random = random;
    this.topics = topics;
  }

  /**
   * One look.
   *
   * @param late it may not have heard of what is new
   */
  void step(Cluster cluster, boolean late) {
    if (connected && !(late && random.nextBoolean())) {
      read(cluster.consul, late);
    }
    obeyed = view.route;
    drained = view.drains;
    var targets = targets();
    for (var id : targets.keySet()) {
      cluster.checkMayServe(targets.get(id), this);
      sessions.merge(id, cluster.users(random.nextInt(3), targets.size()), Integer::sum);
    }
    sessions.replaceAll((id, open) -> open - random.nextInt(open + 1));
    // What a proxy cannot reach has no sessions.
    sessions.keySet().removeIf(id -> !cluster.runs(id));
    var counts = new TreeMap<String, DrainCount>();
    drained.forEach(
        (id, drain) -> counts.put(id, new DrainCount(drain.since(), sessions.getOrDefault(id, 0))));
    counted = counts;
  }

  /** As the real one reads: with what is to be done comes health that is not older. */
  private void read(Store consul, boolean late) {
    if (topics == null || !late) {
      view.readAll(consul);
      return;
    }
    var known = tokens();
    for (var topic : Store.Topic.values()) {
      if (topics.nextInt(3) == 0) {
        view.read(topic, consul);
        if (topic == Store.Topic.DRAINS || topic == Store.Topic.ROUTE) {
          view.read(Store.Topic.SERVICES, consul);
        }
      }
    }
    var mistaken =
        view.services.values().stream()
            .anyMatch(s -> view.drains.containsKey(s.id()) && !known.contains(s.token()));
    if (mistaken) {
      view.read(Store.Topic.DRAINS, consul);
      view.read(Store.Topic.SERVICES, consul);
    }
  }

  private Set<String> tokens() {
    return view.services.values().stream().map(ServiceInstance::token).collect(Collectors.toSet());
  }

  /** Says what it obeys and counts, if anybody can hear it. */
  void report(Store consul) {
    if (!connected) {
      return;
    }
    var applied =
        obeyed == null ? Map.<String, String>of() : Map.of(obeyed.id(), obeyed.revision());
    var loads = new TreeMap<String, InstanceLoad>();
    targets()
        .forEach((id, s) -> loads.put(id, new InstanceLoad(sessions.getOrDefault(id, 0), 0, 0)));
    consul.routers.put(
        name,
        new RouterReport(1, name, "default", "", applied, Map.of(), Map.of(), counted, loads));
  }

  /** Its session ends while it cannot be heard. */
  void beSeen(Store consul) {
    if (!connected) {
      consul.routers.remove(name);
    }
  }

  /** The instances that get new sessions, by what it knows. */
  Map<String, ServiceInstance> targets() {
    var targets = new TreeMap<String, ServiceInstance>();
    if (obeyed == null) {
      return targets;
    }
    for (var ref : obeyed.routes().get(0).backendRefs()) {
      for (var service : view.services.values()) {
        var gets = ref.weight() == null || ref.weight() > 0;
        if (gets
            && service.passing()
            && !drained.containsKey(service.id())
            && means(ref, service)) {
          targets.put(service.id(), service);
        }
      }
    }
    return targets;
  }

  RouteDocument obeyed() {
    return obeyed;
  }

  private static boolean means(BackendRef ref, ServiceInstance service) {
    var labels = ref.labels();
    return service.map().equals(labels.getOrDefault("map", service.map()))
        && service.revision().equals(labels.getOrDefault("revision", service.revision()));
  }
}
