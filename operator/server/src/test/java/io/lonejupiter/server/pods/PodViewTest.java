package io.lonejupiter.server.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodViewTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String WEB =
      """
      apiVersion: lonejupiter.io/v1alpha1
      kind: AppDeployment
      metadata:
        name: web-r1-0
        namespace: shop
        uid: 6a1f9c3e-0000-0000-0000-000000000001
        creationTimestamp: 2026-01-01T00:00:00Z
        finalizers: [lonejupiter.io/instance]
        labels:
          lonejupiter.io/app: web
          lonejupiter.io/map: web-stable
          lonejupiter.io/version: 1.0.0-b1
          lonejupiter.io/branch: feature-x
      spec:
        app: web
        map: web-stable
        artifact: {name: web-1, version: 1.0.0+b1, branch: feature/x, sha256: abc}
        run: {args: ["--port", "$(PORT)"], env: [{name: COLOR, value: blue}]}
        resources: {cpu: 250m, memory: 64Mi}
        host: host-1
        ip: 10.0.0.1
        ports: [{name: http, port: 20001}]
        desired: Running
      """;

  private static JsonNode read(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static JsonNode pod(String status) {
    return PodView.of(read(WEB + "status: {" + status + "}\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # status of the AppDeployment                       | phase     | reason   | state      | word                 | ready
          phase: Assigned                                      | Pending   | ''       | waiting    | ContainerCreating    | false
          phase: Fetching                                      | Pending   | ''       | waiting    | ContainerCreating    | false
          phase: Starting                                      | Pending   | ''       | waiting    | ContainerCreating    | false
          phase: Starting, pid: 7                              | Running   | ''       | running    | ''                   | false
          phase: Starting, lastExit: {exitCode: 3}             | Running   | ''       | waiting    | CrashLoopBackOff     | false
          phase: Verifying, pid: 7                             | Running   | ''       | running    | ''                   | false
          phase: Running, pid: 7                               | Running   | ''       | running    | ''                   | true
          phase: Draining, pid: 7                              | Running   | Draining | running    | ''                   | true
          phase: Stopped                                       | Succeeded | ''       | terminated | Completed            | false
          phase: Failed, reason: CrashLoop                     | Running   | ''       | waiting    | CrashLoopBackOff     | false
          phase: Failed, reason: CrashLoop, pid: 7             | Running   | ''       | running    | ''                   | false
          phase: Failed, reason: PortInUse                     | Pending   | ''       | waiting    | PortInUse            | false
          phase: Failed                                        | Pending   | ''       | waiting    | Error                | false
          phase: Lost                                          | Unknown   | NodeLost | ''         | ''                   | false
          """)
  void everyStandingHasItsWordsInKubernetes(
      String status, String phase, String reason, String state, String word, boolean ready) {
    var pod = pod(status);
    assertThat(pod.at("/status/phase").asText()).isEqualTo(phase);
    assertThat(pod.at("/status/reason").asText("")).isEqualTo(reason);
    var container = pod.at("/status/containerStatuses/0");
    if (state.isEmpty()) {
      assertThat(container.isMissingNode()).isTrue();
    } else {
      assertThat(container.path("state").fieldNames()).toIterable().containsExactly(state);
      assertThat(container.path("state").path(state).path("reason").asText("")).isEqualTo(word);
      assertThat(container.path("ready").asBoolean()).isEqualTo(ready);
    }
  }

  @Test
  void aPodNamesWhatItIsMadeFrom() {
    var pod = pod("phase: Running, pid: 7, restarts: 2");
    assertThat(pod.at("/metadata/name").asText()).isEqualTo("web-r1-0");
    assertThat(pod.at("/metadata/namespace").asText()).isEqualTo("shop");
    assertThat(pod.at("/metadata/uid").asText())
        .isNotEmpty()
        .isNotEqualTo("6a1f9c3e-0000-0000-0000-000000000001")
        .isEqualTo(pod("phase: Lost").at("/metadata/uid").asText());
    assertThat(pod.at("/metadata/finalizers").isMissingNode()).isTrue();
    assertThat(pod.at("/metadata/ownerReferences/0/kind").asText()).isEqualTo("AppDeployment");
    assertThat(pod.at("/metadata/ownerReferences/0/uid").asText())
        .isEqualTo(pod.at("/metadata/annotations").get("kubernetes.io/config.mirror").asText());
    var labels = pod.at("/metadata/labels");
    assertThat(labels.path("app").asText()).isEqualTo("web");
    assertThat(labels.path("branch").asText()).isEqualTo("feature-x");
    assertThat(labels.path("lonejupiter.io/map").asText()).isEqualTo("web-stable");
  }

  @Test
  void aPodSaysWhereAndHowItRuns() {
    var pod = pod("phase: Running, pid: 7, restarts: 2, startedAt: '2026-01-01T00:00:05.123Z'");
    assertThat(pod.at("/spec/nodeName").asText()).isEqualTo("host-1");
    assertThat(pod.at("/status/podIP").asText()).isEqualTo("10.0.0.1");
    var main = pod.at("/spec/containers/0");
    assertThat(main.path("name").asText()).isEqualTo("main");
    assertThat(main.path("image").asText()).isEqualTo("web:1.0.0+b1");
    assertThat(main.at("/ports/0/containerPort").asInt()).isEqualTo(20_001);
    assertThat(main.at("/env/0/value").asText()).isEqualTo("blue");
    assertThat(main.at("/resources/requests/memory").asText()).isEqualTo("64Mi");
    var status = pod.at("/status/containerStatuses/0");
    assertThat(status.path("restartCount").asInt()).isEqualTo(2);
    assertThat(status.path("containerID").asText()).isEqualTo("process://7");
    assertThat(status.at("/state/running/startedAt").asText()).isEqualTo("2026-01-01T00:00:05Z");
    assertThat(status.path("lastState")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'exitCode: 3',3,Error",
    "'exitCode: 0',0,Completed",
    "'exitCode: 137',137,Error",
    "'startedAt: \"\"',137,ContainerStatusUnknown"
  })
  void aPodSaysHowItsLastProcessEnded(String exit, int code, String reason) {
    var last =
        pod("phase: Running, pid: 7, lastExit: {" + exit + "}")
            .at("/status/containerStatuses/0/lastState/terminated");
    assertThat(last.path("exitCode").asInt()).isEqualTo(code);
    assertThat(last.path("reason").asText()).isEqualTo(reason);
  }

  @Test
  void oneWithoutAHostIsNotScheduled() {
    var unplaced = read(WEB.replace("host: host-1", "host: ''").replace("ip: 10.0.0.1", "role: a"));
    var pod = PodView.of(unplaced);
    assertThat(pod.at("/status/phase").asText()).isEqualTo("Pending");
    assertThat(pod.at("/spec/nodeName").isMissingNode()).isTrue();
    assertThat(pod.at("/status/conditions/0/reason").asText()).isEqualTo("Unschedulable");
    assertThat(pod.at("/status/containerStatuses")).isEmpty();
  }
}
