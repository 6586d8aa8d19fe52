package io.lonejupiter.server;

import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.DrainStatus;
import io.lonejupiter.model.Phase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the server tells Prometheus. */
final class Metrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private volatile Runnable beforeScrape = () -> {};

  Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  /** All of it, in Prometheus' words. */
  String scrape() {
    beforeScrape.run();
    return registry.scrape();
  }

  /** Counts of what is, read when Prometheus asks. */
  void bind(World world) {
    for (var phase : Phase.values()) {
      Gauge.builder("lonejupiter.instances", world, w -> countInPhase(w, phase))
          .description("AppDeployments by phase")
          .tag("phase", phase.toString())
          .register(registry);
    }
    Gauge.builder("lonejupiter.hosts.connected", world, w -> w.cluster().hosts().size())
        .description("Hosts whose agent is there")
        .register(registry);
    Gauge.builder("lonejupiter.routers.live", world, w -> w.cluster().routers().size())
        .description("Routers that report")
        .register(registry);
    Gauge.builder("lonejupiter.applicationmaps.not.ready", world, Metrics::mapsNotReady)
        .description("ApplicationMaps that are not Ready")
        .register(registry);
    bindDrains(world);
  }

  private void bindDrains(World world) {
    var sessions =
        multi("lonejupiter.drain.sessions", "Live sessions of an instance that drains", null);
    var rate =
        multi("lonejupiter.drain.ended", "Sessions of it that end in a minute", "per.minute");
    var end =
        multi(
            "lonejupiter.drain.estimated.end", "When its last session ends, Unix time", "seconds");
    beforeScrape =
        () -> {
          var draining = world.deployments().all().stream().filter(Metrics::drains).toList();
          show(sessions, draining, d -> Optional.ofNullable(d.getStatus().sessions()));
          show(
              rate,
              draining,
              d -> of(d, DrainStatus::rate).map(text -> Double.valueOf(text.split("/")[0])));
          show(
              end,
              draining,
              d -> of(d, DrainStatus::estimatedEnd).map(t -> Instant.parse(t).getEpochSecond()));
        };
  }

  private MultiGauge multi(String name, String description, String unit) {
    return MultiGauge.builder(name).description(description).baseUnit(unit).register(registry);
  }

  private static boolean drains(AppDeployment deployment) {
    return deployment.getStatus() != null && deployment.getStatus().phase() == Phase.DRAINING;
  }

  private static Optional<String> of(AppDeployment deployment, Function<DrainStatus, String> part) {
    return Optional.ofNullable(deployment.getStatus().drain()).map(part);
  }

  private static void show(
      MultiGauge gauge,
      List<AppDeployment> deployments,
      Function<AppDeployment, Optional<? extends Number>> number) {
    gauge.register(
        deployments.stream()
            .flatMap(d -> number.apply(d).<Row<?>>map(n -> Row.of(tags(d), n)).stream())
            .toList(),
        true);
  }

  private static Tags tags(AppDeployment deployment) {
    var meta = deployment.getMetadata();
    return Tags.of(
        "namespace", meta.getNamespace(),
        "app", deployment.getSpec().app(),
        "map", deployment.getSpec().map(),
        "instance", meta.getName());
  }

  private static double countInPhase(World world, Phase phase) {
    return world.deployments().all().stream()
        .filter(d -> d.getStatus() != null && d.getStatus().phase() == phase)
        .count();
  }

  private static double mapsNotReady(World world) {
    return world.maps().all().stream()
        .filter(
            m ->
                m.getStatus() == null
                    || !Conditions.isTrue(m.getStatus().conditions(), Conditions.READY))
        .count();
  }
}
