package io.lonejupiter.server.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The pod of an AppDeployment. Pure: all of it is in the AppDeployment, so that the pod changes
 * when that does and at no other time.
 */
final class PodView {
  static final String CONTAINER = "main";

  /** Says that a pod shows what is somewhere else; describe looks for its events by this uid. */
  private static final String MIRROR = "kubernetes.io/config.mirror";

  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  /** What people select by, and the label of ours that has the value. */
  private static final Map<String, String> LABELS =
      Map.of(
          "app", "lonejupiter.io/app",
          "version", "lonejupiter.io/version",
          "branch", "lonejupiter.io/branch",
          "app.kubernetes.io/name", "lonejupiter.io/app",
          "app.kubernetes.io/version", "lonejupiter.io/version",
          "app.kubernetes.io/instance", "lonejupiter.io/map");

  private final JsonNode deployment;
  private final JsonNode spec;
  private final JsonNode status;
  private final ContainerState state;

  private PodView(JsonNode deployment) {
    this.deployment = deployment;
    this.spec = deployment.path("spec");
    this.status = deployment.path("status");
    this.state = ContainerState.of(deployment);
  }

  static ObjectNode of(JsonNode deployment) {
    return new PodView(deployment).pod();
  }

  private ObjectNode pod() {
    var pod = JsonNodeFactory.instance.objectNode();
    pod.put("apiVersion", "v1").put("kind", "Pod");
    metadata(pod.putObject("metadata"));
    spec(pod.putObject("spec"));
    status(pod.putObject("status"));
    return pod;
  }

  private void metadata(ObjectNode metadata) {
    var source = deployment.path("metadata");
    var uid = source.path("uid").asText();
    for (var field :
        List.of(
            "name",
            "namespace",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds")) {
      if (source.has(field)) {
        metadata.set(field, source.get(field));
      }
    }
    metadata.put(
        "uid", UUID.nameUUIDFromBytes(("pod/" + uid).getBytes(StandardCharsets.UTF_8)).toString());
    var labels = metadata.putObject("labels");
    var given = source.path("labels");
    given.properties().forEach(l -> labels.set(l.getKey(), l.getValue()));
    LABELS.forEach(
        (name, from) -> {
          if (given.hasNonNull(from) && !labels.has(name)) {
            labels.set(name, given.get(from));
          }
        });
    var annotations = metadata.putObject("annotations");
    source.path("annotations").properties().forEach(a -> annotations.set(a.getKey(), a.getValue()));
    annotations.remove(LAST_APPLIED);
    annotations.put(MIRROR, uid);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", deployment.path("apiVersion").asText())
        .put("kind", "AppDeployment")
        .put("name", source.path("name").asText())
        .put("uid", uid)
        .put("controller", true)
        .put("blockOwnerDeletion", true);
  }

  private void spec(ObjectNode pod) {
    if (!spec.path("host").asText("").isEmpty()) {
      pod.put("nodeName", spec.path("host").asText());
    }
    pod.put("hostNetwork", true).put("restartPolicy", "Always");
    pod.put("schedulerName", "lonejupiter").put("enableServiceLinks", false);
    var container = pod.putArray("containers").addObject().put("name", CONTAINER);
    container.put("image", image());
    var run = spec.path("run");
    copy(run, container, "command");
    copy(run, container, "args");
    copy(run, container, "env");
    ports(container);
    resources(container.putObject("resources"));
  }

  private String image() {
    return spec.path("app").asText() + ":" + spec.at("/artifact/version").asText();
  }

  private static void copy(JsonNode from, ObjectNode to, String field) {
    if (from.path(field).size() > 0) {
      to.set(field, from.get(field));
    }
  }

  private void ports(ObjectNode container) {
    if (spec.path("ports").isEmpty()) {
      return;
    }
    var ports = container.putArray("ports");
    for (var port : spec.path("ports")) {
      ports
          .addObject()
          .put("name", port.path("name").asText())
          .put("containerPort", port.path("port").asInt())
          .put("hostPort", port.path("port").asInt())
          .put("protocol", "TCP");
    }
  }

  private void resources(ObjectNode resources) {
    var expected = spec.path("resources");
    if (expected.size() > 0) {
      resources.set("requests", expected);
    }
  }

  private void status(ObjectNode pod) {
    pod.put("phase", state.phase());
    if (!state.podReason().isEmpty()) {
      pod.put("reason", state.podReason());
    }
    if (!state.ready() && !status.path("message").asText("").isEmpty()) {
      pod.put("message", status.path("message").asText());
    }
    conditions(pod.putArray("conditions"));
    var ip = spec.path("ip").asText("");
    if (!ip.isEmpty()) {
      pod.put("hostIP", ip).put("podIP", ip);
      pod.putArray("hostIPs").addObject().put("ip", ip);
      pod.putArray("podIPs").addObject().put("ip", ip);
    }
    var created = deployment.at("/metadata/creationTimestamp");
    if (created.isTextual() && !spec.path("host").asText("").isEmpty()) {
      pod.set("startTime", created);
    }
    var containers = pod.putArray("containerStatuses");
    if (!state.kind().isEmpty()) {
      container(containers.addObject());
    }
  }

  private void container(ObjectNode container) {
    var artifact = spec.path("artifact");
    container.put("name", CONTAINER).put("image", image());
    container.put(
        "imageID", artifact.path("name").asText() + "@sha256:" + artifact.path("sha256").asText());
    if (status.path("pid").asInt() > 0) {
      container.put("containerID", "process://" + status.path("pid").asInt());
    }
    container.put("ready", state.ready()).put("started", state.kind().equals("running"));
    container.put("restartCount", status.path("restarts").asInt());
    container.set("state", state.json(deployment));
    container.set("lastState", ContainerState.lastState(deployment));
  }

  private void conditions(ArrayNode conditions) {
    var placed = !spec.path("host").asText("").isEmpty();
    var created = deployment.at("/metadata/creationTimestamp").asText("");
    var changed = changedAt(created);
    var why = status.path("reason").asText("");
    var message = status.path("message").asText("");
    if (placed) {
      condition(conditions, "PodScheduled", true, created, "", "");
      condition(conditions, "Initialized", true, created, "", "");
    } else {
      condition(conditions, "PodScheduled", false, created, "Unschedulable", message);
    }
    var ready = state.ready() && state.podReason().isEmpty();
    condition(conditions, "ContainersReady", state.ready(), changed, why, message);
    condition(conditions, "Ready", ready, changed, why, message);
  }

  private String changedAt(String otherwise) {
    for (var condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("lastTransitionTime").asText(otherwise);
      }
    }
    return otherwise;
  }

  /** Why it is so is told only of what is not. */
  private static void condition(
      ArrayNode all, String type, boolean holds, String since, String why, String message) {
    var condition = all.addObject().put("type", type).put("status", holds ? "True" : "False");
    condition.put("lastTransitionTime", since);
    if (!holds && !why.isEmpty()) {
      condition.put("reason", why).put("message", message);
    }
  }
}
