package io.lonejupiter.apiserver.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.apiserver.Kubectl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What kubectl sees while it waits and watches, and what it does to one object at a time. */
@ParameterizedClass
@MethodSource("io.lonejupiter.apiserver.clients.Served#all")
@Tag("thorough")
class KubectlIT {
  private static final String TOMCAT =
      """
      apiVersion: sample.test/v1
      kind: Tomcat
      metadata: {NAME}
      spec: {version: v9}
      """;

  @Parameter Served served;

  private String namespace;

  @BeforeEach
  void newNamespace() {
    namespace = served.namespace();
  }

  private String[] here(String... arguments) {
    return Stream.concat(Stream.of("-n", namespace), Stream.of(arguments)).toArray(String[]::new);
  }

  private Kubectl.Result run(String... arguments) {
    return served.kubectl().run(here(arguments));
  }

  private String out(String... arguments) {
    return run(arguments).ok().out();
  }

  private String create(String metadata) {
    String manifest = TOMCAT.replace("NAME", metadata);
    return served.kubectl().withInput(manifest, here("create", "-f", "-")).ok().out();
  }

  private String field(String object, String path) {
    return out("get", object, "-o", "jsonpath={" + path + "}");
  }

  /** A kubectl that goes on while the test does. */
  private final class Running implements AutoCloseable {
    private final Path out;
    private final Path err;
    private final Process process;

    Running(String... arguments) throws IOException {
      out = Files.createTempFile(served.directory(), "running", ".out");
      err = Files.createTempFile(served.directory(), "running", ".err");
      process = served.kubectl().start(out, err, here(arguments));
    }

    String out() throws IOException {
      return Files.readString(out);
    }

    /** What it said until it ended well. */
    String ended() throws IOException {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(process.isAlive()).isFalse());
      assertThat(process.exitValue()).as(Files.readString(err)).isZero();
      return out();
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  private void setStatus(String tomcat, String status) {
    out("patch", "tomcat", tomcat, "--subresource=status", "--type=merge", "-p", status);
  }

  private static String ready(String status) {
    return "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"" + status + "\"}]}}";
  }

  @Test
  void waitsForAConditionAndForAValue() throws IOException {
    create("name: a");
    Kubectl.Result late = run("wait", "tomcat/a", "--for=condition=Ready", "--timeout=1s");
    assertThat(late.code()).isEqualTo(1);
    assertThat(late.err()).isEqualTo("error: timed out waiting for the condition on tomcats/a\n");
    try (var condition = new Running("wait", "tomcat/a", "--for=condition=Ready");
        var value = new Running("wait", "tomcat/a", "--for=jsonpath={.status.replicas}=2")) {
      setStatus("a", ready("False"));
      assertThat(condition.process.isAlive()).isTrue();
      setStatus("a", ready("True"));
      assertThat(condition.ended()).isEqualTo("tomcat.sample.test/a condition met\n");
      assertThat(value.process.isAlive()).isTrue();
      setStatus("a", "{\"status\":{\"replicas\":2}}");
      assertThat(value.ended()).isEqualTo("tomcat.sample.test/a condition met\n");
    }
    assertThat(out("get", "tomcats")).containsPattern("a +v9 +True");
  }

  @Test
  void waitsForAnObjectToComeAndToGo() throws IOException {
    try (var coming = new Running("wait", "tomcat/a", "--for=create", "--timeout=30s")) {
      create("name: a, finalizers: [sample.test/hold]");
      assertThat(coming.ended()).isEqualTo("tomcat.sample.test/a condition met\n");
    }
    out("delete", "tomcat", "a", "--wait=false");
    try (var going = new Running("wait", "tomcat/a", "--for=delete", "--timeout=30s")) {
      assertThat(field("tomcat/a", ".metadata.deletionTimestamp")).isNotEmpty();
      out("patch", "tomcat", "a", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}");
      going.ended();
    }
    assertThat(out("get", "tomcats", "-o", "name")).isEmpty();
  }

  @Test
  void watchesATable() throws IOException {
    create("name: a");
    try (var watch = new Running("get", "tomcats", "--watch", "--output-watch-events")) {
      await().untilAsserted(() -> assertThat(watch.out()).containsPattern("ADDED +a +v9"));
      setStatus("a", ready("True"));
      await().untilAsserted(() -> assertThat(watch.out()).containsPattern("MODIFIED +a +v9 +True"));
      out("delete", "tomcat", "a");
      await().untilAsserted(() -> assertThat(watch.out()).containsPattern("DELETED +a +v9 +True"));
    }
  }

  @Test
  void editsWhatTheEditorMakesOfIt() {
    create("name: a");
    Kubectl kubectl = served.kubectl().in(java.util.Map.of("KUBE_EDITOR", "sed -i s/v9/v10/"));
    assertThat(kubectl.run(here("edit", "tomcat/a")).ok().out())
        .isEqualTo("tomcat.sample.test/a edited\n");
    assertThat(field("tomcat/a", ".spec.version")).isEqualTo("v10");
    assertThat(kubectl.run(here("edit", "tomcat/a")).ok().err())
        .isEqualTo("Edit cancelled, no changes made.\n");
  }

  @Test
  void patchesInEachForm() {
    create("name: a");
    out(
        "patch",
        "tomcat/a",
        "--type=json",
        "-p",
        """
        [{"op": "test", "path": "/spec/version", "value": "v9"},
         {"op": "replace", "path": "/spec/version", "value": "v10"}]""");
    assertThat(field("tomcat/a", ".spec.version")).isEqualTo("v10");
    out("patch", "tomcat/a", "--type=merge", "-p", "{\"spec\":{\"env\":[{\"name\":\"A\"}]}}");
    assertThat(field("tomcat/a", ".spec.env[*].name")).isEqualTo("A");
    Kubectl.Result strategic = run("patch", "tomcat/a", "-p", "{\"spec\":{\"replicas\":2}}");
    assertThat(strategic.code()).isEqualTo(1);
    assertThat(strategic.err()).contains("application/strategic-merge-patch+json is not supported");
    out("create", "configmap", "c", "--from-literal=a=1");
    out("patch", "configmap/c", "--type=strategic", "-p", "{\"data\":{\"b\":\"2\",\"a\":null}}");
    assertThat(field("configmap/c", ".data")).isEqualTo("{\"b\":\"2\"}");
  }

  @Test
  void labelsAndAnnotatesOverWhatIsThereOnlyIfTold() {
    create("name: a, labels: {tier: web}");
    for (String verb : List.of("label", "annotate")) {
      out(verb, "tomcat/a", "tier=web");
      Kubectl.Result refused = run(verb, "tomcat/a", "tier=db");
      assertThat(refused.code()).as(refused.out()).isEqualTo(1);
      assertThat(refused.err()).contains("--overwrite is false");
      out(verb, "tomcat/a", "tier=db", "--overwrite");
    }
    assertThat(out("get", "tomcats", "-l", "tier=db", "-o", "name"))
        .isEqualTo("tomcat.sample.test/a\n");
    assertThat(field("tomcat/a", ".metadata.annotations.tier")).isEqualTo("db");
    out("label", "tomcat/a", "tier-");
    assertThat(field("tomcat/a", ".metadata.labels")).isEmpty();
  }

  @Test
  void scalesFromTheNumberThatIsThere() {
    create("name: a");
    Kubectl.Result refused = run("scale", "tomcat/a", "--current-replicas=5", "--replicas=3");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("Expected replicas to be 5, was 1");
    assertThat(out("scale", "tomcat/a", "--current-replicas=1", "--replicas=3"))
        .isEqualTo("tomcat.sample.test/a scaled\n");
    assertThat(field("tomcat/a", ".spec.replicas")).isEqualTo("3");
  }

  @Test
  void createsAsManyAsAreAskedForUnderGeneratedNames() {
    String first = create("generateName: gen-");
    assertThat(first).matches("tomcat.sample.test/gen-[a-z0-9]{5} created\n");
    assertThat(create("generateName: gen-")).isNotEqualTo(first);
    assertThat(out("get", "tomcats", "-o", "name").lines()).hasSize(2);
  }

  @Test
  void showsTheEventsOfAnObject() {
    create("name: a");
    String uid = field("tomcat/a", ".metadata.uid");
    String event =
        """
        apiVersion: v1
        kind: Event
        metadata: {generateName: a-, namespace: NAMESPACE}
        involvedObject: {apiVersion: sample.test/v1, kind: Tomcat, name: a, namespace: NAMESPACE, uid: UID}
        type: Normal
        reason: Started
        message: it listens
        source: {component: test}
        """
            .replace("NAMESPACE", namespace)
            .replace("UID", uid);
    served.kubectl().withInput(event, here("create", "-f", "-")).ok();
    assertThat(out("events", "--for", "tomcat/a"))
        .containsPattern("Normal +Started +Tomcat/a +it listens");
    assertThat(out("events", "--for", "tomcat/b")).doesNotContain("it listens");
    assertThat(out("describe", "tomcat/a")).containsPattern("Normal +Started +.*it listens");
  }

  @Test
  void tellsWhatIsServedAndToWhom() {
    assertThat(out("api-resources", "--api-group=sample.test", "--no-headers").lines())
        .hasSize(2)
        .anyMatch(line -> line.matches("tomcats +tc +sample.test/v1 +true +Tomcat"));
    assertThat(out("api-resources", "--verbs=patch,watch", "-o", "name").lines())
        .contains("configmaps", "leases.coordination.k8s.io", "tomcats.sample.test");
    assertThat(out("api-versions").lines())
        .contains("v1", "coordination.k8s.io/v1", "sample.test/v1");
    assertThat(out("version")).containsPattern("Server Version: v1\\.\\d+");
    assertThat(out("auth", "whoami", "-o", "jsonpath={.status.userInfo.groups}"))
        .contains("system:authenticated");
    assertThat(out("auth", "can-i", "create", "tomcats")).isEqualTo("yes\n");
    assertThat(out("auth", "can-i", "--list")).contains("*.*");
  }
}
