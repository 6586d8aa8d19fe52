package io.lonejupiter.kubernetes.view;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouteDocument.Counted;
import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.placement.HostStates;
import io.lonejupiter.core.placement.HostStates.OnHost;
import io.lonejupiter.core.port.ClusterView;
import io.lonejupiter.core.rollout.RevisionHistory;
import io.lonejupiter.core.route.Canary;
import io.lonejupiter.core.route.FrontEndPlanner;
import io.lonejupiter.core.route.PreviewBackends;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.resource.Artifact;
import io.lonejupiter.kubernetes.resource.FrontEndConfig;
import io.lonejupiter.model.ApplicationMapStatus;
import io.lonejupiter.model.AutoscaleMetric;
import io.lonejupiter.model.AutoscaleMetricType;
import io.lonejupiter.model.FrontEndConfigSpec;
import io.lonejupiter.model.RevisionRecord;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.RolloutStep;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that reconcilers read: the objects of the five kinds, and what Consul knows. */
public record World(
    ClusterView cluster,
    KnownObjects<Artifact> artifacts,
    KnownObjects<ApplicationMap> maps,
    KnownObjects<AppDeployment> deployments,
    KnownObjects<FrontEndConfig> frontEnds,
    KnownObjects<AppHost> hosts)
    implements AutoCloseable {

  public static World follow(KubernetesClient client, ClusterView cluster) {
    return new World(
        cluster,
        KnownObjects.follow(client, Artifact.class),
        KnownObjects.follow(client, ApplicationMap.class),
        KnownObjects.follow(client, AppDeployment.class),
        KnownObjects.follow(client, FrontEndConfig.class),
        KnownObjects.follow(client, AppHost.class));
  }

  /** Every host with what is on it. */
  public List<HostState> hostStates() {
    var byHost =
        deployments.all().stream()
            .filter(d -> d.getSpec().host() != null)
            .collect(Collectors.groupingBy(d -> d.getSpec().host()));
    return hosts.all().stream()
        .map(host -> hostState(host, byHost.getOrDefault(host.getMetadata().getName(), List.of())))
        .toList();
  }

  public HostState hostState(AppHost host, List<AppDeployment> on) {
    return hostState(
        host,
        on.stream()
            .map(
                d ->
                    new OnHost(
                        d.getMetadata().getNamespace(), d.getMetadata().getName(), d.getSpec()))
            .toList(),
        true);
  }

  /**
   * @param mayBeThere false: as if its agent were gone
   */
  public HostState hostState(AppHost host, List<OnHost> on, boolean mayBeThere) {
    var name = host.getMetadata().getName();
    return HostStates.of(
        name,
        host.getSpec(),
        host.getStatus(),
        Optional.ofNullable(cluster.hosts().get(name)).filter(info -> mayBeThere),
        on);
  }

  /** Maps of a namespace whose traffic is divided between two revisions now. */
  public List<Canary> canaries(String namespace) {
    return maps.all().stream()
        .filter(map -> map.getMetadata().getNamespace().equals(namespace))
        .flatMap(map -> canary(map).stream())
        .toList();
  }

  /** How a map's traffic is divided between two revisions; empty if it is not. */
  public Optional<Canary> canary(ApplicationMap map) {
    var status = map.getStatus();
    var rollout = status == null ? null : status.rollout();
    if (rollout == null || rollout.weight() == null) {
      return Optional.empty();
    }
    var other = rollout.stable().equals(rollout.revision()) ? rollout.warm() : rollout.stable();
    var next = RevisionHistory.find(status.history(), rollout.revision());
    var stable = RevisionHistory.find(status.history(), other);
    if (next.isEmpty() || stable.isEmpty()) {
      return Optional.empty();
    }
    var app = next.get().app();
    var name = map.getMetadata().getName();
    var begun =
        deploymentsOf(map.getMetadata().getNamespace(), name).stream()
            .anyMatch(d -> d.getSpec().revision().equals(rollout.revision()));
    return Optional.of(
        new Canary(
            app,
            name,
            labels(name, stable.get()),
            labels(name, next.get()),
            rollout.weight(),
            othersOf(app, map),
            timed(map),
            begun));
  }

  /** Whether its rollouts are judged by percentiles of response times. */
  public static boolean timed(ApplicationMap map) {
    var rollout = map.getSpec().rollout();
    return rollout != null
        && rollout.steps() != null
        && rollout.steps().stream()
            .map(RolloutStep::analyse)
            .anyMatch(a -> a != null && a.responseTimes() != null && !a.responseTimes().isEmpty());
  }

  /** Labels of what other maps of the namespace run of an app. */
  private List<Map<String, String>> othersOf(String app, ApplicationMap map) {
    return maps.all().stream()
        .filter(m -> m.getMetadata().getNamespace().equals(map.getMetadata().getNamespace()))
        .filter(m -> !m.getMetadata().getName().equals(map.getMetadata().getName()))
        .filter(m -> app.equals(app(m)))
        .flatMap(World::labelsOf)
        .toList();
  }

  private static Stream<Map<String, String>> labelsOf(ApplicationMap map) {
    var name = map.getMetadata().getName();
    var history = map.getStatus() == null ? null : map.getStatus().history();
    if (history != null && !history.isEmpty()) {
      return history.stream().map(revision -> labels(name, revision));
    }
    var ref = map.getSpec().artifact();
    var labels = new HashMap<>(Map.of("map", name));
    if (ref.version() != null) {
      labels.put("version", ref.version());
    }
    if (ref.branch() != null) {
      labels.put("branch", ref.branch());
    }
    return Stream.of(labels);
  }

  private String app(ApplicationMap map) {
    var ref = map.getSpec().artifact();
    return ref.app() != null
        ? ref.app()
        : artifacts
            .find(map.getMetadata().getNamespace(), ref.name())
            .map(artifact -> artifact.getSpec().app())
            .orElse(null);
  }

  /** As instances of the revision are registered. */
  private static Map<String, String> labels(String map, RevisionRecord revision) {
    var labels = new HashMap<String, String>();
    labels.put("map", map);
    labels.put("version", revision.artifact().version());
    labels.put("revision", revision.revision());
    if (revision.artifact().branch() != null) {
      labels.put("branch", revision.artifact().branch());
    }
    return Map.copyOf(labels);
  }

  /** What routers are to obey of a front end. */
  public RouteDocument document(FrontEndConfig frontEnd) {
    return document(frontEnd, canaries(frontEnd.getMetadata().getNamespace()));
  }

  /** The same, with the canaries of its namespace. */
  public RouteDocument document(FrontEndConfig frontEnd, List<Canary> canaries) {
    var meta = frontEnd.getMetadata();
    return FrontEndPlanner.document(
        meta.getNamespace(),
        meta.getName(),
        meta.getCreationTimestamp(),
        meta.getGeneration(),
        resolved(frontEnd.getSpec(), meta.getNamespace()),
        canaries,
        counted(meta.getNamespace()),
        cluster.route(meta.getNamespace() + "." + meta.getName()));
  }

  private FrontEndConfigSpec resolved(FrontEndConfigSpec spec, String namespace) {
    return new FrontEndConfigSpec(
        spec.routerGroup(),
        spec.hostnames(),
        PreviewBackends.resolved(spec.routes(), newestRevisions(namespace)));
  }

  private Map<String, String> newestRevisions(String namespace) {
    var revisions = new HashMap<String, String>();
    maps.all().stream()
        .filter(map -> map.getMetadata().getNamespace().equals(namespace))
        .forEach(
            map ->
                newestRevision(map).ifPresent(r -> revisions.put(map.getMetadata().getName(), r)));
    return revisions;
  }

  /**
   * What its rollout is of, or was last. As long as nothing of that is green, or if it was rolled
   * back, what serves.
   */
  public static Optional<String> newestRevision(ApplicationMap map) {
    return Optional.ofNullable(map.getStatus())
        .map(ApplicationMapStatus::rollout)
        .map(World::newestRevision);
  }

  private static String newestRevision(RolloutStatus rollout) {
    var nothing = rollout.ready() == null || rollout.ready() == 0;
    return rollout.stable() != null && (nothing || Boolean.TRUE.equals(rollout.rolledBack()))
        ? rollout.stable()
        : rollout.revision();
  }

  /** Maps whose number of instances follows what routers count. */
  private List<Counted> counted(String namespace) {
    return maps.all().stream()
        .filter(map -> map.getMetadata().getNamespace().equals(namespace))
        .flatMap(map -> counted(map).stream())
        .sorted(Comparator.comparing(Counted::map))
        .toList();
  }

  /** What routers are to count for a map; empty: nothing. */
  public static Optional<Counted> counted(ApplicationMap map) {
    var autoscale = map.getSpec().autoscale();
    if (autoscale == null || autoscale.metrics() == null) {
      return Optional.empty();
    }
    var types = autoscale.metrics().stream().map(AutoscaleMetric::type).collect(Collectors.toSet());
    var users = types.contains(AutoscaleMetricType.SESSIONS);
    return users || types.contains(AutoscaleMetricType.REQUESTS)
        ? Optional.of(new Counted(map.getMetadata().getName(), users))
        : Optional.empty();
  }

  /** As it is called in Consul. */
  public static String id(AppDeployment deployment) {
    return Keys.instanceId(
        deployment.getMetadata().getNamespace(), deployment.getMetadata().getName());
  }

  public List<AppDeployment> deploymentsOf(String namespace, String map) {
    return deployments.all().stream()
        .filter(d -> d.getMetadata().getNamespace().equals(namespace))
        .filter(d -> d.getSpec().map().equals(map))
        .toList();
  }

  @Override
  public void close() {
    artifacts.close();
    maps.close();
    deployments.close();
    frontEnds.close();
    hosts.close();
  }
}
