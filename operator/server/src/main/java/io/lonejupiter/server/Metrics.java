package io.lonejupiter.server;

import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.Phase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** What the server tells Prometheus. */
final class Metrics {
  private Metrics() {}

  static PrometheusMeterRegistry registry() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    return registry;
  }

  /** Counts of what is, read when Prometheus asks. */
  static void bind(PrometheusMeterRegistry registry, World world) {
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
