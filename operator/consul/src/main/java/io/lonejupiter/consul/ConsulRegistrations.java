package io.lonejupiter.consul;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.consul.Registration.Gate;
import io.lonejupiter.consul.Registration.Http;
import io.lonejupiter.consul.Registration.Tcp;
import io.lonejupiter.consul.Registration.Ttl;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The services of the local Consul agent. */
public final class ConsulRegistrations {
  /** Shorter ones would erase services that start slowly. */
  private static final String DEREGISTER_AFTER = "1h";

  /** The time limit of a check that is reported once: ten years. */
  private static final String FOR_GOOD = "87600h";

  private final ConsulHttp http;

  public ConsulRegistrations(ConsulHttp http) {
    this.http = http;
  }

  /** Registers, replacing what the id had before, its checks too. */
  public void register(Registration registration) {
    var body = ConsulHttp.JSON.createObjectNode();
    body.put("ID", registration.id()).put("Name", registration.name());
    body.put("Address", registration.address()).put("Port", registration.port());
    registration.tags().forEach(body.putArray("Tags")::add);
    registration.meta().forEach(body.putObject("Meta")::put);
    var checks = body.putArray("Checks");
    checks.add(check(registration));
    if (registration.gate() != Gate.NONE) {
      checks.add(gate(registration));
    }
    http.put("/v1/agent/service/register?replace-existing-checks=true", body)
        .orFail("registration of " + registration.id());
  }

  private static ObjectNode check(Registration registration) {
    var check = ConsulHttp.JSON.createObjectNode();
    check.put("CheckID", registration.checkId()).put("Name", registration.id());
    check.put("Status", "critical");
    check.put("DeregisterCriticalServiceAfter", DEREGISTER_AFTER);
    if (registration.check() instanceof Http c) {
      check.put("HTTP", c.url()).put("Method", "GET");
      timing(check, c.interval(), c.timeout(), c.successThreshold(), c.failureThreshold());
    } else if (registration.check() instanceof Tcp c) {
      check.put("TCP", c.address());
      timing(check, c.interval(), c.timeout(), c.successThreshold(), c.failureThreshold());
    } else if (registration.check() instanceof Ttl c) {
      check.put("TTL", c.ttl());
    }
    return check;
  }

  private static ObjectNode gate(Registration registration) {
    var passed = registration.gate() == Gate.PASSED;
    return ConsulHttp.JSON
        .createObjectNode()
        .put("CheckID", Registration.gateId(registration.id()))
        .put("Name", "verification")
        .put("Status", passed ? "passing" : "critical")
        .put("Notes", "passed once, before the first traffic")
        .put("TTL", FOR_GOOD);
  }

  /** Consul counts the results before a change from 0: 1 result is enough. */
  private static void timing(
      ObjectNode check, String interval, String timeout, int successes, int failures) {
    check.put("Interval", interval).put("Timeout", timeout);
    check.put("SuccessBeforePassing", successes - 1);
    check.put("FailuresBeforeCritical", failures - 1);
  }

  /** Removes a service and its check; one that is not there is fine. */
  public void deregister(String id) {
    var answer = http.put("/v1/agent/service/deregister/" + ConsulHttp.escapeKey(id), null);
    if (answer.status() != 404) {
      answer.orFail("deregistration of " + id);
    }
  }

  /** Reports on a TTL check. */
  public void report(String checkId, boolean passing, String note) {
    var body = ConsulHttp.JSON.createObjectNode();
    body.put("Status", passing ? "passing" : "critical").put("Output", note);
    http.put("/v1/agent/check/update/" + ConsulHttp.escapeKey(checkId), body)
        .orFail("report on " + checkId);
  }

  /** What the local agent says of a check: passing, warning or critical; empty: it has none. */
  public Optional<String> status(String checkId) {
    var filter = URLEncoder.encode("CheckID == \"" + checkId + "\"", StandardCharsets.UTF_8);
    var answer = http.get("/v1/agent/checks?filter=" + filter).orFail("check " + checkId);
    var status = answer.json().path(checkId).path("Status");
    return status.isTextual() ? Optional.of(status.asText()) : Optional.empty();
  }

  /** Id to meta of the services registered at the local agent. */
  public Map<String, Map<String, String>> local() {
    var services = new HashMap<String, Map<String, String>>();
    for (var service : http.get("/v1/agent/services").orFail("local services").json()) {
      var meta = new HashMap<String, String>();
      service.path("Meta").properties().forEach(e -> meta.put(e.getKey(), e.getValue().asText()));
      services.put(service.path("ID").asText(), Map.copyOf(meta));
    }
    return Map.copyOf(services);
  }
}
