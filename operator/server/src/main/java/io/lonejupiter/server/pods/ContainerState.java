package io.lonejupiter.server.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an instance does, in the words that Kubernetes has for a pod with one container. Pure.
 *
 * @param phase of the pod
 * @param podReason shown instead of the phase; empty for none
 * @param kind {@code waiting}, {@code running}, {@code terminated}, or empty before there is one
 * @param reason why it waits or how it ended; empty while it runs
 * @param ready it is well and may be counted as ready
 */
record ContainerState(String phase, String podReason, String kind, String reason, boolean ready) {
  static final String CREATING = "ContainerCreating";

  private static final String LOOP = "CrashLoopBackOff";

  /** The first line that holds is the answer. */
  static ContainerState of(JsonNode deployment) {
    var status = deployment.path("status");
    var phase = status.path("phase").asText("Pending");
    var reason = status.path("reason").asText("");
    var runs = status.path("pid").asInt() > 0;
    var ended = status.path("lastExit").isObject();
    return switch (phase) {
      case "Pending" -> new ContainerState("Pending", "", "", "", false);
      case "Running" -> running("", true);
      case "Lost" -> new ContainerState("Unknown", "NodeLost", "", "", false);
      case "Stopped" -> new ContainerState("Succeeded", "", "terminated", "Completed", false);
      case "Draining" -> running("Draining", true);
      case "Failed" -> failed(reason, runs);
      default -> {
        if (runs) {
          yield running("", false);
        }
        // Between two processes: the pause before the next one.
        yield ended && phase.equals("Starting")
            ? new ContainerState("Running", "", "waiting", LOOP, false)
            : new ContainerState("Pending", "", "waiting", CREATING, false);
      }
    };
  }

  private static ContainerState running(String podReason, boolean ready) {
    return new ContainerState("Running", podReason, "running", "", ready);
  }

  private static ContainerState failed(String reason, boolean runs) {
    if (runs) {
      return running(reason.equals("CrashLoop") ? "" : reason, false);
    }
    return reason.equals("CrashLoop")
        ? new ContainerState("Running", "", "waiting", LOOP, false)
        : new ContainerState("Pending", "", "waiting", reason.isEmpty() ? "Error" : reason, false);
  }

  /** The state as it stands in a container status. */
  ObjectNode json(JsonNode deployment) {
    var state = JsonNodeFactory.instance.objectNode();
    var status = deployment.path("status");
    switch (kind) {
      case "waiting" ->
          state
              .putObject(kind)
              .put("reason", reason)
              .put("message", status.path("message").asText());
      case "running" ->
          state.putObject(kind).put("startedAt", seconds(status.path("startedAt").asText()));
      case "terminated" -> state.putObject(kind).put("exitCode", 0).put("reason", reason);
      default -> {}
    }
    return state;
  }

  /** How the process before this one ended; empty if none did. */
  static ObjectNode lastState(JsonNode deployment) {
    var last = JsonNodeFactory.instance.objectNode();
    var exit = deployment.at("/status/lastExit");
    if (exit.isObject()) {
      var terminated = last.putObject("terminated");
      // Nobody saw how it ended: the same code and word as Kubernetes has for that.
      var code = exit.path("exitCode").asInt(137);
      terminated.put("exitCode", code);
      if (!exit.has("exitCode")) {
        terminated.put("reason", "ContainerStatusUnknown");
      } else {
        terminated.put("reason", code == 0 ? "Completed" : "Error");
      }
      if (code > 128 && exit.has("exitCode")) {
        terminated.put("signal", code - 128);
      }
      terminated.put("startedAt", seconds(exit.path("startedAt").asText()));
      terminated.put("finishedAt", seconds(exit.path("finishedAt").asText()));
    }
    return last;
  }

  /** Kubernetes' times have no fractions. */
  private static String seconds(String time) {
    return time.replaceFirst("\\.[0-9]+Z$", "Z");
  }
}
