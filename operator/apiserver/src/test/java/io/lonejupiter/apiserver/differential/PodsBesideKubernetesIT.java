package io.lonejupiter.apiserver.differential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.ApiServer;
import io.lonejupiter.apiserver.ApiServerSettings;
import io.lonejupiter.apiserver.Kubectl;
import io.lonejupiter.apiserver.MemoryStore;
import io.lonejupiter.apiserver.PodLogOptions;
import io.lonejupiter.apiserver.PodSource;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.security.AccessFiles;
import io.lonejupiter.apiserver.status.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same pods here, where they are computed from other objects, and in a real Kubernetes, where
 * they are made with that status: kubectl must show them alike. The pods are in {@code
 * differential/pods.yaml}.
 */
@Tag("thorough")
class PodsBesideKubernetesIT {
  private static final String COPIES = "/apis/pods.test/v1/namespaces/default/copies";
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: copies.pods.test}
      spec:
        group: pods.test
        scope: Namespaced
        names: {kind: Copy, plural: copies}
        versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      """;

  /** What Kubernetes adds to every pod that is made there, and what no two servers share. */
  private static final Pattern OWN =
      Pattern.compile("^(Priority|Tolerations|QoS Class|Node-Selectors|Volumes|Annotations):");

  @TempDir private static Path folder;
  private static ApiServer server;
  private static Reference reference;
  private static Kubectl ours;
  private static Kubectl theirs;

  /** A copy says what pod it is. */
  private static final class Copies implements PodSource {
    @Override
    public String collection() {
      return "pods.test/copies";
    }

    @Override
    public ObjectNode pod(ObjectNode source) {
      var pod = (ObjectNode) source.path("pod").deepCopy();
      var metadata = (ObjectNode) pod.get("metadata");
      for (var field : List.of("namespace", "uid", "creationTimestamp")) {
        metadata.set(field, source.path("metadata").path(field));
      }
      return pod;
    }

    @Override
    public CompletionStage<Flow.Publisher<ByteBuffer>> log(JsonNode pod, PodLogOptions options) {
      return CompletableFuture.failedFuture(ApiException.unavailable("a copy says nothing"));
    }

    @Override
    public String whyNoExec(JsonNode pod) {
      return "a copy does nothing";
    }
  }

  @BeforeAll
  static void startBoth() throws IOException {
    Assumptions.assumeTrue(Reference.isPresent(), "no reference API: LJ_REFERENCE_API is not set");
    server =
        ApiServer.start(
            ApiServerSettings.onLoopback(folder, 0),
            new MemoryStore(),
            new AccessFiles(folder).onlyAdmin(Instant.now()),
            List.of(Json.parseYaml(DEFINITION.getBytes())),
            new Copies(),
            request -> List.of(),
            () -> {});
    reference = Reference.start("k120");
    ours = new Kubectl(folder.resolve("kubeconfig"), Files.createDirectories(folder.resolve("a")));
    theirs = new Kubectl(reference.kubeconfig(), Files.createDirectories(folder.resolve("b")));
    var here = new Side(folder.resolve("kubeconfig"), folder.resolve("a"));
    var there = new Side(reference.kubeconfig(), folder.resolve("b"));
    try (InputStream in =
        PodsBesideKubernetesIT.class.getResourceAsStream("/differential/pods.yaml")) {
      for (Map.Entry<String, JsonNode> each : Json.readYamlDocuments(in).get(0).properties()) {
        var pod = pod(each.getKey(), each.getValue());
        var copy = Json.object().put("apiVersion", "pods.test/v1").put("kind", "Copy");
        copy.putObject("metadata").put("name", each.getKey());
        copy.set("pod", pod);
        send(here, "POST", COPIES, copy, 201);
        send(there, "POST", PODS, pod, 201);
        send(there, "PUT", PODS + "/" + each.getKey() + "/status", pod, 200);
      }
    }
  }

  private static ObjectNode pod(String name, JsonNode of) {
    var pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
    pod.putObject("metadata").put("name", name).set("labels", of.path("labels"));
    pod.set("spec", of.path("spec"));
    pod.set("status", of.path("status"));
    return pod;
  }

  private static void send(Side side, String method, String path, ObjectNode body, int code) {
    var answer = side.exchange(method, path, "application/json", body.toString());
    assertThat(answer.code()).as(answer.body().toString()).isEqualTo(code);
  }

  @AfterAll
  static void stopBoth() throws IOException, InterruptedException {
    if (reference != null) {
      reference.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get pods",
        "get pods -o wide",
        "get pods -l app=web",
        "get pods --show-labels",
        "get pods --field-selector status.phase=Running",
        "get pods --field-selector spec.nodeName=host-2 -o wide",
        "get pods --field-selector spec.nodeName=",
        "get pods --field-selector status.podIP=10.0.0.2",
        "get pods --field-selector metadata.name!=running -o name",
        "get pods --field-selector spec.color=red",
        "get pods --sort-by=.status.phase -o name",
        "get pods -A --no-headers",
        "get pods running looping",
        "get po/completed",
        "get pods nobody",
        "get pod running -o jsonpath={.status.containerStatuses[0].state}",
        "get pods -o custom-columns=N:.metadata.name,P:.status.phase,M:.status.message",
        "describe pods running",
        "describe pods unscheduled",
        "describe pods creating",
        "describe pods looping",
        "describe pods completed",
        "describe pods ended",
        "describe pods failed",
        "describe pods lost",
        "wait --for=condition=Ready pod/running --timeout=5s",
        "wait --for=jsonpath={.status.phase}=Succeeded pod/completed --timeout=5s",
      })
  void kubectlShowsThemAlike(String command) {
    assertThat(shown(ours, command)).isEqualTo(shown(theirs, command));
  }

  private static String shown(Kubectl kubectl, String command) {
    var result = kubectl.run(command.split(" "));
    var lines = new ArrayList<String>();
    var left = false;
    for (var line : (result.out() + result.err()).split("\n")) {
      // A field goes on in the lines below it that are indented.
      left = OWN.matcher(line).find() || left && line.startsWith(" ");
      if (!left) {
        lines.add(
            line.replaceAll("\\b\\d+s\\b", "<age>")
                // Kubernetes says since 1.22 when the last restart was; this one is older.
                .replaceAll("( \\(\\w+ ago\\))? +", " ")
                .stripTrailing());
      }
    }
    return result.code() + "\n" + String.join("\n", lines);
  }
}
