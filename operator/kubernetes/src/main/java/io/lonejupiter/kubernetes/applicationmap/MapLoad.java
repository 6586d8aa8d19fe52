package io.lonejupiter.kubernetes.applicationmap;

import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.core.document.InstanceUsage;
import io.lonejupiter.core.document.RouterReport.InstanceLoad;
import io.lonejupiter.core.port.ClusterView;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.core.unit.Quantities;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.AutoscaleMetric;
import io.lonejupiter.model.AutoscaleMetricType;
import io.lonejupiter.model.AutoscaleReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** What routers and hosts say of the load of a map's instances. */
final class MapLoad {
  private static final int PERCENT = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(30);

  private final ClusterView cluster;
  private final ApplicationMap map;
  private final List<AppDeployment> instances;
  private final Instant now;

  /**
   * @param instances of the map that are wanted to run
   */
  MapLoad(ClusterView cluster, ApplicationMap map, List<AppDeployment> instances, Instant now) {
    this.now = now;
    this.cluster = cluster;
    this.map = map;
    this.instances = instances;
  }

  static boolean byHosts(ApplicationMap map) {
    return asks(map, AutoscaleMetricType.CPU) || asks(map, AutoscaleMetricType.MEMORY);
  }

  static boolean byRouters(ApplicationMap map) {
    return asks(map, AutoscaleMetricType.SESSIONS) || asks(map, AutoscaleMetricType.REQUESTS);
  }

  private static boolean asks(ApplicationMap map, AutoscaleMetricType type) {
    return metrics(map).stream().anyMatch(metric -> metric.type() == type);
  }

  private static List<AutoscaleMetric> metrics(ApplicationMap map) {
    var spec = map.getSpec().autoscale();
    return spec == null || spec.metrics() == null ? List.of() : spec.metrics();
  }

  List<AutoscaleReading> readings() {
    return metrics(map).stream()
        .map(
            metric ->
                new AutoscaleReading(
                    metric.type(), total(metric.type()).orElse(null), metric.target()))
        .toList();
  }

  private Optional<Integer> total(AutoscaleMetricType type) {
    var resources =
        map.getSpec().placement() == null ? null : map.getSpec().placement().resources();
    return switch (type) {
      case SESSIONS -> ofRouters(MapLoad::sessions);
      case REQUESTS -> ofRouters(MapLoad::requests);
      case CPU -> cpu(Quantities.cpuMillis(resources.cpu()));
      case MEMORY -> memory(Quantities.memoryBytes(resources.memory()));
    };
  }

  /** Of instances that no router has heard of yet nothing can come. */
  private Optional<Integer> ofRouters(ToDoubleFunction<List<InstanceLoad>> what) {
    var loads = instances.stream().map(i -> loads(cluster, i)).filter(of -> !of.isEmpty()).toList();
    return loads.isEmpty()
        ? Optional.empty()
        : Optional.of((int) Math.ceil(loads.stream().mapToDouble(what).sum()));
  }

  /**
   * In percent of one instance. One that has just been started is busy with itself, and counts as
   * the others do.
   */
  private Optional<Integer> cpu(long expected) {
    var settled = ready().stream().filter(this::isSettled).toList();
    return mean(settled, InstanceUsage::cpuMillis)
        .filter(mean -> expected > 0)
        .map(mean -> (int) Math.ceil(mean * ready().size() * PERCENT / expected));
  }

  /**
   * In percent of one instance, as if all that are wanted were as the mean: memory is not shared
   * out among more of them.
   */
  private Optional<Integer> memory(long expected) {
    return mean(ready(), InstanceUsage::memoryBytes)
        .filter(mean -> expected > 0 && mean > 0)
        .map(mean -> (int) Math.ceil(mean * MapStatus.wanted(map) * PERCENT / expected));
  }

  /** Empty unless all of them were measured. */
  private Optional<Double> mean(List<AppDeployment> of, ToLongFunction<InstanceUsage> what) {
    var usages = of.stream().map(this::usage).flatMap(Optional::stream).toList();
    return of.isEmpty() || usages.size() < of.size()
        ? Optional.empty()
        : Optional.of(usages.stream().mapToLong(what).average().orElseThrow());
  }

  private List<AppDeployment> ready() {
    return instances.stream().filter(MapLoad::isReady).toList();
  }

  private boolean isSettled(AppDeployment instance) {
    var startedAt = instance.getStatus().startedAt();
    return startedAt != null && Instant.parse(startedAt).plus(WARM_UP).isBefore(now);
  }

  private static boolean isReady(AppDeployment instance) {
    return instance.getStatus() != null
        && Conditions.isTrue(instance.getStatus().conditions(), Conditions.READY);
  }

  /** What a host said last whose agent is away may be of any time. */
  private Optional<InstanceUsage> usage(AppDeployment instance) {
    var host = instance.getSpec().host();
    return cluster
        .report(host)
        .filter(report -> cluster.hosts().containsKey(host))
        .map(report -> report.instances().get(World.id(instance)))
        .map(InstanceReport::usage);
  }

  /** Open requests, tunnels and kept users of one instance; 0 where nobody counts them. */
  static int sessions(ClusterView cluster, AppDeployment instance) {
    return sessions(loads(cluster, instance));
  }

  /** A user may be known to several routers, and is open at one. */
  private static int sessions(List<InstanceLoad> loads) {
    return loads.stream().mapToInt(InstanceLoad::open).sum()
        + loads.stream().mapToInt(InstanceLoad::kept).max().orElse(0);
  }

  private static double requests(List<InstanceLoad> loads) {
    return loads.stream().mapToDouble(InstanceLoad::requestsPerSecond).sum();
  }

  /** One for each router that counts it. */
  private static List<InstanceLoad> loads(ClusterView cluster, AppDeployment instance) {
    var id = World.id(instance);
    return cluster.routers().stream()
        .filter(router -> router.loads() != null)
        .flatMap(router -> Optional.ofNullable(router.loads().get(id)).stream())
        .toList();
  }
}
