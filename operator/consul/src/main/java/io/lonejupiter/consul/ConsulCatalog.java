package io.lonejupiter.consul;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.consul.Watch.Reading;
import io.lonejupiter.core.port.ServiceInstance;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** The instances of an app and their health, as Consul's catalog has them. */
public final class ConsulCatalog {
  private final ConsulHttp http;
  private final String cluster;

  /**
   * @param cluster instances of other clusters in the same Consul are left out
   */
  public ConsulCatalog(ConsulHttp http, String cluster) {
    this.http = http;
    this.cluster = cluster;
  }

  /** A blocking query on all instances of an app, healthy or not, sorted by id. */
  public Reading<List<ServiceInstance>> instances(String app, long index, Duration wait)
      throws InterruptedException {
    var answer =
        http.getBlocking(
                "/v1/health/service/" + ConsulHttp.escapeKey(app) + "?consistent", index, wait)
            .orFail("health of " + app);
    var instances = new ArrayList<ServiceInstance>();
    for (var entry : answer.json()) {
      if (entry.at("/Service/Meta/cluster").asText().equals(cluster)) {
        instances.add(instance(entry));
      }
    }
    instances.sort(Comparator.comparing(ServiceInstance::id));
    return new Reading<>(List.copyOf(instances), answer.index());
  }

  /**
   * Whether no instance at all is shown, not even of Consul's own service: a token that may read no
   * service, or no node, is answered so, and not refused.
   */
  public boolean isBlank() {
    return http.get("/v1/health/service/consul?consistent").orFail("consul").json().isEmpty();
  }

  /**
   * Base URLs of the instances of {@code lonejupiter-server}, the healthy ones first: one that has
   * just come may answer before Consul has checked it.
   */
  public List<URI> servers() {
    var answer = http.get("/v1/health/service/lonejupiter-server").orFail("servers");
    var healthy = new ArrayList<URI>();
    var others = new ArrayList<URI>();
    for (var entry : answer.json()) {
      if (entry.at("/Service/Meta/cluster").asText().equals(cluster)) {
        (instance(entry).passing() ? healthy : others).add(url(entry.path("Service")));
      }
    }
    healthy.addAll(others);
    return List.copyOf(healthy);
  }

  /** Where servers reach each other, those that are healthy first. */
  public List<URI> peers() {
    var answer = http.get("/v1/health/service/lonejupiter-server").orFail("servers");
    var healthy = new LinkedHashSet<URI>();
    var others = new LinkedHashSet<URI>();
    for (var entry : answer.json()) {
      var meta = entry.at("/Service/Meta");
      if (meta.path("cluster").asText().equals(cluster) && meta.has("direct")) {
        (instance(entry).passing() ? healthy : others)
            .add(URI.create(meta.path("direct").asText()));
      }
    }
    healthy.addAll(others);
    return List.copyOf(healthy);
  }

  /** What the servers say of their API, those that are healthy first; without repetitions. */
  public List<String> apis() {
    var answer = http.get("/v1/health/service/lonejupiter-server").orFail("servers");
    var healthy = new LinkedHashSet<String>();
    var others = new LinkedHashSet<String>();
    for (var entry : answer.json()) {
      var meta = entry.at("/Service/Meta");
      if (meta.path("cluster").asText().equals(cluster) && meta.has("api")) {
        (instance(entry).passing() ? healthy : others).add(meta.path("api").asText());
      }
    }
    healthy.addAll(others);
    return List.copyOf(healthy);
  }

  private static URI url(JsonNode service) {
    var scheme = service.at("/Meta/scheme").asText("http");
    var address = service.path("Address").asText();
    var host = address.contains(":") ? "[" + address + "]" : address;
    return URI.create(scheme + "://" + host + ":" + service.path("Port").asInt());
  }

  private static ServiceInstance instance(JsonNode entry) {
    var service = entry.path("Service");
    var meta = service.path("Meta");
    var output = new StringBuilder();
    var passing = true;
    for (var check : entry.path("Checks")) {
      // A warning is not green: an instance gets traffic only when every check passes.
      if (!check.path("Status").asText().equals("passing")) {
        passing = false;
        output.append(output.isEmpty() ? "" : "; ");
        output.append(check.path("Name").asText()).append(": ");
        output.append(check.path("Output").asText().strip());
      }
    }
    return new ServiceInstance(
        service.path("ID").asText(),
        service.path("Service").asText(),
        meta.path("namespace").asText(),
        meta.path("map").asText(),
        meta.path("version").asText(),
        meta.path("branch").asText(),
        meta.path("revision").asText(),
        meta.path("role").asText(""),
        meta.path("token").asText(),
        service.path("Address").asText(),
        service.path("Port").asInt(),
        entry.at("/Node/Node").asText(),
        passing,
        output.toString());
  }
}
