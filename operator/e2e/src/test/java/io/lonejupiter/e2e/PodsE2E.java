package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.e2e.harness.LoneJupiter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances as pods: what a person does with kubectl every day. */
@Tag("thorough")
class PodsE2E {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private static LoneJupiter system;

  @BeforeAll
  static void up() {
    system = LoneJupiter.up(folder.resolve("lj"));
  }

  @AfterAll
  static void down() {
    system.close();
  }

  /** A map of one instance whose shell script runs beside the hello artifact. */
  private static String start(String name, String script) {
    system
        .apply(
            """
            apiVersion: lonejupiter.io/v1alpha1
            kind: ApplicationMap
            metadata: {name: %s, namespace: default}
            spec:
              instances: 1
              artifact: {app: hello, version: 1.0.0}
              run: {command: [sh, -c, "%s"]}
            """
                .formatted(name, script))
        .orFail();
    system.awaitReady("applicationmap", name, "default");
    return system.instances("default", name).get(0).name();
  }

  private static String kubectl(String... words) {
    return system.kubectl(words).orFail();
  }

  private static void kill(String instance) {
    var pid = pod(instance).at("/status/containerStatuses/0/containerID").asText();
    ProcessHandle.of(Long.parseLong(pid.replace("process://", ""))).orElseThrow().destroyForcibly();
  }

  private static JsonNode pod(String name) {
    return system.get("pod", name);
  }

  private static List<String> names(JsonNode list) {
    return StreamSupport.stream(list.path("items").spliterator(), false)
        .map(item -> item.at("/metadata/name").asText())
        .toList();
  }

  @Test
  void everyInstanceIsAPod() {
    var deployments = names(system.get("ad", "-A"));
    assertThat(names(system.get("pods", "-A"))).isNotEmpty().isEqualTo(deployments);
    assertThat(kubectl("get", "po", "-l", "app=hello,version=1.0.0"))
        .containsPattern("NAME +READY +STATUS +RESTARTS +AGE")
        .containsPattern("hello-\\S+ +1/1 +Running +0 ");
    assertThat(kubectl("get", "pods", "-o", "wide", "--field-selector=spec.nodeName=host-1"))
        .contains("host-1")
        .doesNotContain("host-2");
    assertThat(kubectl("get", "all")).contains("hello-");
    assertThat(kubectl("api-resources", "--api-group=")).containsPattern("pods +po +v1 +true +Pod");
    assertThat(kubectl("explain", "pod.status.containerStatuses.restartCount"))
        .contains("How often it was started again.");
  }

  @Test
  void theLinesOfTheReadmeWork() throws IOException {
    var lines =
        Files.readString(system.home().resolve("README.md"))
            .lines()
            .filter(line -> line.matches("kubectl (get pods|logs|describe pods) .*"))
            .map(line -> line.replaceFirst("#.*", "").strip().split(" +"))
            .toList();
    assertThat(lines).hasSize(3);
    for (var words : lines) {
      assertThat(kubectl(Arrays.copyOfRange(words, 1, words.length))).contains("hello");
    }
  }

  @Test
  void describeTellsWhatHappened() {
    var name = system.instances("default", "hello").get(0).name();
    system.awaitThat(
        "the event came", () -> kubectl("describe", "pod", name).contains("CheckPassing"));
    assertThat(kubectl("describe", "pod", name))
        .containsPattern("Controlled By: +AppDeployment/" + name)
        .containsPattern("Image: +hello:1.0.0")
        .containsPattern("Ready +True")
        .containsPattern("Normal +CheckPassing");
  }

  @Test
  void logsTellWhatWasWrittenAndWhen() {
    var name = start("says", "echo one; sleep 1.5; echo two >&2; exec sleep 1000");
    system.awaitThat("both lines came", () -> kubectl("logs", name).equals("one\ntwo\n"));
    assertThat(kubectl("logs", name, "-c", "main", "--tail=1")).isEqualTo("two\n");
    assertThat(kubectl("logs", name, "--limit-bytes=5")).isEqualTo("one\nt");
    assertThat(kubectl("logs", name, "--since=1h")).isEqualTo("one\ntwo\n");
    assertThat(kubectl("logs", name, "--since-time=2100-01-01T00:00:00Z")).isEmpty();
    assertThat(kubectl("logs", "-l", "lonejupiter.io/map=says", "--prefix"))
        .isEqualTo("[pod/%1$s/main] one\n[pod/%1$s/main] two\n".formatted(name));
    var stamps =
        kubectl("logs", name, "--timestamps").lines().map(line -> line.split(" ")[0]).toList();
    assertThat(stamps).hasSize(2).isSorted().allMatch(s -> s.matches("20[0-9T:.-]+Z"));
    // kubectl sends whole seconds.
    assertThat(kubectl("logs", name, "--since-time=" + stamps.get(1))).isEqualTo("two\n");
    assertThat(system.lonejupiter("logs", name).orFail()).isEqualTo("one\ntwo\n");
  }

  @Test
  void logsOfTheProcessBeforeACrashAreKept() {
    var name = start("crashes", "echo I am $$; exec sleep 1000");
    system.awaitThat("it spoke", () -> kubectl("logs", name).startsWith("I am "));
    var first = kubectl("logs", name);
    var none = system.kubectl("logs", name, "--previous");
    assertThat(none.exitCode()).isNotZero();
    assertThat(none.err())
        .contains("previous terminated container \"main\" in pod \"" + name + "\" not found");

    kill(name);

    system.awaitThat("another came", () -> !kubectl("logs", name).equals(first));
    assertThat(kubectl("logs", name, "--previous")).isEqualTo(first);
    system.awaitThat(
        "the pod says so",
        () -> pod(name).at("/status/containerStatuses/0/restartCount").asInt() == 1);
    assertThat(pod(name).at("/status/containerStatuses/0/lastState/terminated/exitCode").asInt())
        .isEqualTo(137);
    assertThat(kubectl("get", "pod", name)).containsPattern("1 \\([0-9]+s ago\\)");
    assertThat(system.lonejupiter("logs", name, "--previous").orFail()).isEqualTo(first);
  }

  @Test
  void logsAreFollowedOverARestartUntilTheInstanceIsGone() throws IOException {
    var name = start("talks", "i=0; while sleep 0.1; do i=$((i+1)); echo line $i; done");
    var file = folder.resolve("followed.txt");
    Files.createFile(file);
    var done = CompletableFuture.supplyAsync(() -> system.kubectlInto(file, "logs", "-f", name));
    await().atMost(LIMIT).until(() -> Files.readString(file).contains("line 3\n"));
    kill(name);
    await()
        .atMost(LIMIT)
        .until(() -> Files.readString(file).lines().filter("line 1"::equals).count() == 2);
    assertThat(done).isNotDone();
    kubectl("delete", "appmap", "talks");
    assertThat(done.orTimeout(60, TimeUnit.SECONDS).join()).isZero();
  }

  @Test
  void deletingAPodReplacesTheInstance() {
    var name = start("replaced", "exec sleep 1000");
    assertThat(kubectl("delete", "pod", name, "--timeout=60s")).contains("deleted");
    system.awaitReady("applicationmap", "replaced", "default");
    assertThat(system.instances("default", "replaced"))
        .hasSize(1)
        .noneMatch(i -> i.name().equals(name));
  }

  @Test
  void whatIsNoContainerSaysSo() {
    var name = system.instances("default", "hello").get(0).name();
    refused("is a plain process on host", "exec", name, "--", "ls");
    refused("is a plain process on host", "port-forward", name, "9999:80");
    refused("cannot be written", "label", "pod", name, "a=b");
    refused("cannot be written", "run", "web", "--image=web");
    refused("container foo is not valid for pod " + name, "logs", name, "-c", "foo");
    refused("pods \"nobody\" not found", "logs", "nobody");
    refused(
        "tailLines: Invalid value: -5: must be greater than or equal to 0",
        "get",
        "--raw",
        "/api/v1/namespaces/default/pods/" + name + "/log?tailLines=-5");
  }

  private static void refused(String why, String... words) {
    var result = system.kubectl(words);
    assertThat(result.exitCode()).as(String.join(" ", words)).isNotZero();
    assertThat(result.err()).contains(why);
  }
}
