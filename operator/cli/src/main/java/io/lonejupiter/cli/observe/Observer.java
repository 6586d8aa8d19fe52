package io.lonejupiter.cli.observe;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.lonejupiter.cli.rollout.Rollouts;
import io.lonejupiter.core.scale.Autoscaler;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.resource.FrontEndConfig;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.RevisionRecord;
import io.lonejupiter.model.Route;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at a system. Only reads. */
public final class Observer {
  private final KubernetesClient client;
  private final GreenInstances green;

  /**
   * @param client of the API of the system
   * @param consulUrl of its Consul
   * @param cluster its name in Consul
   */
  public Observer(KubernetesClient client, String consulUrl, String cluster) {
    this.client = client;
    this.green = new GreenInstances(consulUrl, cluster);
  }

  /**
   * One look at everything.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException the API does not answer
   * @throws java.io.UncheckedIOException Consul does not answer
   */
  public Observation look() {
    var maps = client.resources(ApplicationMap.class).inAnyNamespace().list().getItems();
    var counts =
        green.count(
            maps.stream()
                .flatMap(map -> app(map).stream())
                .collect(Collectors.toUnmodifiableSet()));
    return new Observation(
        client.resources(AppHost.class).list().getItems().stream()
            .map(Observer::host)
            .sorted(Comparator.comparing(Observation.Host::name))
            .toList(),
        maps.stream()
            .map(map -> map(map, counts.getOrDefault(name(map.getMetadata()), 0)))
            .sorted(Comparator.comparing(Observation.Map::name))
            .toList(),
        client.resources(FrontEndConfig.class).inAnyNamespace().list().getItems().stream()
            .map(Observer::frontEnd)
            .sorted(Comparator.comparing(Observation.FrontEnd::name))
            .toList());
  }

  private static Observation.Host host(AppHost host) {
    var status = Optional.ofNullable(host.getStatus());
    return new Observation.Host(
        host.getMetadata().getName(),
        status.map(s -> s.address()).orElse(null),
        status.map(s -> s.effectiveTags()).orElse(List.of()),
        status.map(s -> s.allocated()).map(a -> a.instances()).orElse(0),
        Readiness.of(
            status.map(s -> s.conditions()).orElse(null),
            status.map(s -> s.observedGeneration()).orElse(null),
            host.getMetadata().getGeneration()));
  }

  private static Observation.Map map(ApplicationMap map, int passing) {
    var status = Optional.ofNullable(map.getStatus());
    return new Observation.Map(
        name(map.getMetadata()),
        artifact(map, status.map(s -> s.version()).orElse(null)),
        Autoscaler.wanted(map.getSpec(), map.getStatus()),
        passing,
        Readiness.of(
            status.map(s -> s.conditions()).orElse(null),
            status.map(s -> s.observedGeneration()).orElse(null),
            map.getMetadata().getGeneration()));
  }

  private static Observation.FrontEnd frontEnd(FrontEndConfig config) {
    var status = Optional.ofNullable(config.getStatus());
    var hostnames = config.getSpec().hostnames();
    return new Observation.FrontEnd(
        name(config.getMetadata()),
        hostnames == null ? List.of() : hostnames,
        config.getSpec().routes().stream().map(Observer::route).toList(),
        Readiness.of(
            status.map(s -> s.conditions()).orElse(null),
            status.map(s -> s.observedGeneration()).orElse(null),
            config.getMetadata().getGeneration()));
  }

  private static Optional<String> app(ApplicationMap map) {
    return Optional.ofNullable(map.getSpec().artifact().app())
        .or(() -> Rollouts.history(map).stream().map(RevisionRecord::app).findFirst());
  }

  private static String artifact(ApplicationMap map, String version) {
    var wanted = map.getSpec().artifact();
    String app = app(map).orElse(wanted.name());
    return version == null
        ? Stream.of(app, wanted.version(), wanted.branch())
            .filter(part -> part != null)
            .collect(Collectors.joining(":"))
        : app + ":" + version;
  }

  private static String route(Route route) {
    String paths =
        route.matches() == null || route.matches().isEmpty()
            ? "/"
            : route.matches().stream()
                .map(match -> match.path() == null ? "/" : match.path().value())
                .collect(Collectors.joining(" "));
    String backends =
        route.backendRefs().stream()
            .map(backend -> backend(route, backend))
            .collect(Collectors.joining(", "));
    return paths + " -> " + backends;
  }

  private static String backend(Route route, BackendRef backend) {
    String which =
        Stream.of(backend.version(), backend.branch())
            .filter(part -> part != null)
            .findFirst()
            .orElseGet(() -> String.valueOf(backend.labels()));
    int total = route.weightTotal() == null ? 100 : route.weightTotal();
    String share =
        backend.weight() == null
            ? ""
            : " "
                + new java.math.BigDecimal(backend.weight() * 100L)
                    .divide(java.math.BigDecimal.valueOf(total))
                    .toPlainString()
                + " %";
    return backend.app() + ":" + which + share;
  }

  private static String name(io.fabric8.kubernetes.api.model.ObjectMeta metadata) {
    return metadata.getNamespace() + "/" + metadata.getName();
  }
}
