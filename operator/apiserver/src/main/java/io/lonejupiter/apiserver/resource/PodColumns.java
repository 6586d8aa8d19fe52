package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.List;

/** The table columns of pods, worked out as Kubernetes does it. Pure. */
final class PodColumns {
  static final List<Column> ALL =
      List.of(
          Column.nameColumn(),
          column("Ready", "How many containers are ready.", 0, PodColumns::ready),
          column("Status", "What the containers do, in a word.", 0, PodColumns::status),
          column("Restarts", "How often containers were started again.", 0, PodColumns::restarts),
          column("Age", "Time since the pod was created.", 0, PodColumns::age),
          column("IP", "Address of the pod.", 1, (pod, now) -> or(pod.at("/status/podIP"))),
          column("Node", "The host it runs on.", 1, (pod, now) -> or(pod.at("/spec/nodeName"))),
          column("Nominated Node", "Not used here.", 1, (pod, now) -> or(pod.path(""))),
          column("Readiness Gates", "Not used here.", 1, (pod, now) -> or(pod.path(""))));

  private PodColumns() {}

  private interface Text {
    String of(JsonNode pod, Instant now);
  }

  private static Column column(String name, String description, int priority, Text text) {
    return new Column(
        name,
        "string",
        "",
        description,
        priority,
        (pod, now) -> TextNode.valueOf(text.of(pod, now)));
  }

  private static String or(JsonNode value) {
    return value.asText("").isEmpty() ? "<none>" : value.asText();
  }

  private static String ready(JsonNode pod, Instant now) {
    int ready = 0;
    for (JsonNode container : pod.at("/status/containerStatuses")) {
      ready += isReady(container) ? 1 : 0;
    }
    return ready + "/" + pod.at("/spec/containers").size();
  }

  private static boolean isReady(JsonNode container) {
    return container.path("ready").asBoolean() && container.path("state").has("running");
  }

  private static String status(JsonNode pod, Instant now) {
    String phase = pod.at("/status/phase").asText("");
    String given = pod.at("/status/reason").asText("");
    String word = given.isEmpty() ? phase : given;
    for (JsonNode container : pod.at("/status/containerStatuses")) {
      word = word(container, word);
    }
    boolean deleted = !pod.at("/metadata/deletionTimestamp").asText("").isEmpty();
    if (deleted && given.equals("NodeLost")) {
      return "Unknown";
    }
    return deleted && !phase.equals("Succeeded") && !phase.equals("Failed") ? "Terminating" : word;
  }

  private static String word(JsonNode container, String otherwise) {
    String waiting = container.at("/state/waiting/reason").asText("");
    if (!waiting.isEmpty()) {
      return waiting;
    }
    JsonNode terminated = container.at("/state/terminated");
    if (!terminated.isObject()) {
      return otherwise;
    }
    String reason = terminated.path("reason").asText("");
    return reason.isEmpty() ? "ExitCode:" + terminated.path("exitCode").asInt() : reason;
  }

  private static String restarts(JsonNode pod, Instant now) {
    int restarts = 0;
    String last = "";
    for (JsonNode container : pod.at("/status/containerStatuses")) {
      restarts += container.path("restartCount").asInt();
      String finished = container.at("/lastState/terminated/finishedAt").asText("");
      last = finished.compareTo(last) > 0 ? finished : last;
    }
    return restarts == 0 || last.isEmpty()
        ? Integer.toString(restarts)
        : restarts + " (" + Age.since(last, now) + " ago)";
  }

  private static String age(JsonNode pod, Instant now) {
    String created = pod.at("/metadata/creationTimestamp").asText("");
    return created.isEmpty() ? "<unknown>" : Age.since(created, now);
  }
}
