package io.lonejupiter.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;

/** An AppDeployment, as a test looks at it. */
public record Instance(
    String name,
    String version,
    String host,
    String ip,
    int port,
    String phase,
    long pid,
    int restarts,
    boolean verified,
    boolean ready) {

  static Instance of(JsonNode item) {
    return new Instance(
        item.at("/metadata/name").asText(),
        item.at("/spec/artifact/version").asText(),
        item.at("/spec/host").asText(),
        item.at("/spec/ip").asText(),
        item.at("/spec/ports/0/port").asInt(),
        item.at("/status/phase").asText(),
        item.at("/status/pid").asLong(),
        item.at("/status/restarts").asInt(),
        item.at("/status/verification/passed").asBoolean(),
        LoneJupiter.condition(item, "Ready").path("status").asText().equals("True"));
  }

  public boolean isAlive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
