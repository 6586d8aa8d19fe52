package io.lonejupiter.core.port;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.HostInfo;
import io.lonejupiter.core.document.HostReport;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouterReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What Consul knows, followed by watches: reads are from memory and never block. While Consul is
 * away everything stays as it was last read.
 */
public interface ClusterView {

  /** What changed; whoever is told reads the rest from the view. */
  sealed interface Change {
    /** A host came, went, or changed its inventory. */
    record OfHost(String host) implements Change {}

    /** Assignment, report, drain, health or verification of an instance. */
    record OfInstance(String instanceId) implements Change {}

    /** A router came or went. */
    record OfRouter(String router) implements Change {}

    /** A route document, or what a router says of it. */
    record OfRoute(String routeId) implements Change {}
  }

  /** Hosts whose agent is there, by name. */
  Map<String, HostInfo> hosts();

  /** Why what hosts say cannot be read any more, though Consul answers; empty where it can. */
  Optional<String> hostsHidden();

  Optional<HostReport> report(String host);

  Optional<Assignment> assignment(String host, String instanceId);

  /** What hosts are told to verify of others, by host and instance id. */
  Map<String, Map<String, RemoteVerification>> verifications();

  Optional<DrainDocument> drain(String instanceId);

  Optional<RouteDocument> route(String routeId);

  /** Whether a route of the namespace names the app. */
  boolean isRouted(String namespace, String app);

  /** Live routers. */
  List<RouterReport> routers();

  /**
   * Instances of an app in the catalog. The first call starts to follow the app and waits for the
   * first reading.
   *
   * @throws KeyValues.UnavailableException there was none for some seconds
   */
  List<ServiceInstance> instances(String app);

  /** Is told of every change, on a watch's thread; must not block. */
  void onChange(Consumer<Change> listener);
}
