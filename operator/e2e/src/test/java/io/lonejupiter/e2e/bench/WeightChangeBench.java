package io.lonejupiter.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.consul.ConsulAddress;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.ConsulKeyValues;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.core.route.FrontEndPlanner;
import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.FrontEndConfigSpec;
import io.lonejupiter.model.PathMatch;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteMatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long after a route document is written to Consul does the first request obey it? All traffic
 * of a path goes from one version to the other and back, 200 times; one client asks without pause.
 */
class WeightChangeBench {
  private static final int CHANGES = 200;

  @Test
  void weightChangeToFirstRequest(@TempDir Path folder) {
    try (var system = LoneJupiter.up(folder.resolve("lj"))) {
      var http = new ConsulHttp(ConsulAddress.parse(system.variable("CONSUL_HTTP_ADDR"), null));
      var keyValues = new ConsulKeyValues(http);
      var keys = new Keys(cluster(keyValues));
      var samples = new ArrayList<Double>();
      for (int i = 0; i < CHANGES + 10; i++) {
        var toNew = i % 2 == 0;
        var document = document(i, toNew ? 0 : 100);
        var key = keys.route(document.namespace(), document.name());
        var start = System.nanoTime();
        keyValues.commit(List.of(new Put(key, Documents.write(document))));
        var wanted = toNew ? "1.1.0" : "1.0.0";
        while (!system.request("/bench").body().contains(wanted)) {
          assertThat(System.nanoTime() - start).as("a change arrives").isLessThan(10_000_000_000L);
        }
        if (i >= 10) {
          samples.add((System.nanoTime() - start) / 1e6);
        }
      }
      System.out.println("bench weight-change-to-first-request " + new Percentiles(samples));
      System.out.println(
          "bench change-with-reload " + new Percentiles(reloads(system, keyValues, keys)));
    }
  }

  /** Routes that outgrow the pool of backends: 32 at first, doubled by each reload. */
  private static List<Double> reloads(LoneJupiter system, ConsulKeyValues keyValues, Keys keys) {
    var samples = new ArrayList<Double>();
    for (var count : new int[] {40, 80, 160, 320}) {
      var routes = new ArrayList<Route>();
      for (int i = 0; i < count; i++) {
        routes.add(route("/grow-" + count + "-" + i, 100));
      }
      var spec = new FrontEndConfigSpec("default", null, routes);
      var document =
          FrontEndPlanner.document(
              "default",
              "grow",
              "2026-01-01T00:00:00Z",
              count,
              spec,
              List.of(),
              List.of(),
              Optional.empty());
      var start = System.nanoTime();
      keyValues.commit(List.of(new Put(keys.route("default", "grow"), Documents.write(document))));
      var last = "/grow-" + count + "-" + (count - 1);
      while (system.request(last).statusCode() != 200) {
        assertThat(System.nanoTime() - start).as("a change arrives").isLessThan(20_000_000_000L);
      }
      samples.add((System.nanoTime() - start) / 1e6);
    }
    return samples;
  }

  private static String cluster(ConsulKeyValues keyValues) {
    return keyValues.list("lonejupiter/").entries().get(0).key().split("/")[1];
  }

  private static RouteDocument document(int generation, int weight) {
    var spec = new FrontEndConfigSpec("default", null, List.of(route("/bench", weight)));
    return FrontEndPlanner.document(
        "default",
        "bench",
        "2026-01-01T00:00:00Z",
        generation,
        spec,
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static Route route(String path, int weight) {
    var match = new RouteMatch(new PathMatch(null, path), null, null, null, null);
    var backends =
        List.of(
            new BackendRef("shop", "1.0.0", null, null, weight),
            new BackendRef("shop", "1.1.0", null, null, 100 - weight));
    return new Route(null, List.of(match), backends, 100, null, null, null, null, null, null, null);
  }
}
