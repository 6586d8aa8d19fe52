package io.lonejupiter.apiserver;

import static io.lonejupiter.apiserver.TestServer.WIDGETS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kubectl users do, with the real kubectl. Each test uses objects of its own. */
class ApiServerIT {
  @TempDir static Path directory;
  private static TestServer server;
  private static Kubectl kubectl;

  @BeforeAll
  static void start() throws IOException {
    server = new TestServer(directory, new MemoryStore());
    kubectl = server.kubectl;
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static String widget(String name, String spec) {
    return TestServer.widget(name, spec);
  }

  private static void create(String name, String spec) {
    kubectl.withInput(widget(name, spec), "create", "-f", "-").ok();
  }

  private static String value(String name, String path) {
    return kubectl.run("get", "wd", name, "-o", "jsonpath={" + path + "}").ok().out();
  }

  @Test
  void listsResourcesAndCategories() {
    assertThat(kubectl.run("api-resources").ok().out())
        .contains("widgets", "wd", "configmaps", "customresourcedefinitions", "leases");
    create("cat1", "color: red");
    assertThat(kubectl.run("get", "lj").ok().out()).contains("cat1");
  }

  @Test
  void showsTheColumnsOfTheDefinition() {
    create("col1", "color: red, replicas: 2");
    assertThat(kubectl.run("get", "wd", "col1").ok().out())
        .matches("(?s)NAME\\s+REPLICAS\\s+READY\\s+AGE\\s+col1\\s+2\\s+\\d+s\\s+");
    assertThat(kubectl.run("get", "wd", "col1", "-o", "wide").ok().out()).contains("COLOR", "red");
  }

  @Test
  void appliesFromTheClientAndAppliesAgain() {
    assertThat(kubectl.withInput(widget("app1", "color: red"), "apply", "-f", "-").ok().out())
        .contains("created");
    assertThat(kubectl.withInput(widget("app1", "color: red"), "apply", "-f", "-").ok().out())
        .contains("unchanged");
    assertThat(kubectl.withInput(widget("app1", "color: blue"), "apply", "-f", "-").ok().out())
        .contains("configured");
    assertThat(value("app1", ".spec.color")).isEqualTo("blue");
    assertThat(value("app1", ".metadata.generation")).isEqualTo("2");
  }

  @Test
  void refusesUnknownFieldsWhenStrictAndWarnsOtherwise() {
    var strict = kubectl.withInput(widget("str1", "color: red, zzz: 1"), "apply", "-f", "-");
    assertThat(strict.code()).isNotZero();
    assertThat(strict.err()).contains("strict decoding error: unknown field \"spec.zzz\"");
    var warned =
        kubectl
            .withInput(widget("str1", "color: red, zzz: 1"), "apply", "--validate=warn", "-f", "-")
            .ok();
    assertThat(warned.err()).contains("Warning: unknown field \"spec.zzz\"");
  }

  @Test
  void reportsEverythingThatIsWrongAtOnce() {
    var result =
        kubectl.withInput(widget("bad1", "color: pink, replicas: 500"), "create", "-f", "-");
    assertThat(result.err())
        .contains("The Widget \"bad1\" is invalid")
        .contains("spec.color: Unsupported value: \"pink\": supported values: \"red\"")
        .contains("spec.replicas in body should be less than or equal to 100");
  }

  @Test
  void appliesOnTheServerWithConflictsAndForce() {
    String first = widget("ssa1", "color: red, replicas: 2");
    String second = widget("ssa1", "color: blue");
    kubectl.withInput(first, "apply", "--server-side", "--field-manager=one", "-f", "-").ok();
    var conflict =
        kubectl.withInput(second, "apply", "--server-side", "--field-manager=two", "-f", "-");
    assertThat(conflict.err()).contains("conflict with \"one\": .spec.color");
    kubectl
        .withInput(
            second, "apply", "--server-side", "--force-conflicts", "--field-manager=two", "-f", "-")
        .ok();
    assertThat(value("ssa1", ".spec.color")).isEqualTo("blue");
    assertThat(value("ssa1", ".spec.replicas")).isEqualTo("2");
  }

  @Test
  void movesFromClientSideToServerSideApply() {
    kubectl.withInput(widget("mig1", "color: red, code: abc"), "apply", "-f", "-").ok();
    kubectl.withInput(widget("mig1", "color: red"), "apply", "--server-side", "-f", "-").ok();
    assertThat(value("mig1", ".spec.code")).isEmpty();
  }

  @Test
  void patchesInEveryType() {
    create("pat1", "color: red");
    kubectl.run("patch", "wd", "pat1", "--type=merge", "-p", "{\"spec\":{\"code\":\"x\"}}").ok();
    kubectl
        .run(
            "patch",
            "wd",
            "pat1",
            "--type=json",
            "-p",
            "[{\"op\":\"add\",\"path\":\"/spec/tags\",\"value\":[\"t\"]}]")
        .ok();
    kubectl
        .run(
            "patch",
            "wd",
            "pat1",
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"spec\":{\"code\":\"no\"},\"status\":{\"replicas\":3}}")
        .ok();
    assertThat(value("pat1", ".spec.code")).isEqualTo("x");
    assertThat(value("pat1", ".spec.tags[0]")).isEqualTo("t");
    assertThat(value("pat1", ".status.replicas")).isEqualTo("3");
    assertThat(value("pat1", ".metadata.generation")).isEqualTo("3");
    assertThat(kubectl.run("patch", "wd", "pat1", "-p", "{}").err())
        .contains("strategic-merge-patch+json is not supported");
  }

  @Test
  void scalesLabelsAnnotatesAndReplaces() {
    create("sca1", "color: red");
    kubectl.run("scale", "wd/sca1", "--replicas=7").ok();
    assertThat(kubectl.run("scale", "wd/sca1", "--current-replicas=1", "--replicas=2").code())
        .isNotZero();
    assertThat(value("sca1", ".spec.replicas")).isEqualTo("7");
    kubectl.run("label", "wd", "sca1", "tier=front").ok();
    kubectl.run("annotate", "wd", "sca1", "note=hello").ok();
    assertThat(kubectl.run("get", "wd", "-l", "tier in (front,back)").ok().out()).contains("sca1");
    String yaml = kubectl.run("get", "wd", "sca1", "-o", "yaml").ok().out();
    kubectl.withInput(yaml.replace("color: red", "color: green"), "replace", "-f", "-").ok();
    assertThat(kubectl.withInput(yaml, "replace", "-f", "-").err())
        .contains("the object has been modified");
    assertThat(kubectl.run("get", "wd", "--field-selector=spec.color=green").ok().out())
        .contains("sca1");
  }

  @Test
  void editsThroughAnEditor() throws IOException {
    create("edi1", "color: red");
    Path editor = directory.resolve("editor.sh");
    Files.writeString(editor, "#!/bin/sh\nsed -i 's/color: red/color: blue/' \"$1\"\n");
    assertThat(editor.toFile().setExecutable(true)).isTrue();
    Path out = Files.createTempFile(directory, "edit", "");
    Process process =
        new ProcessBuilder(
                "env",
                "KUBE_EDITOR=" + editor,
                "kubectl",
                "--kubeconfig",
                directory.resolve("kubeconfig") + "",
                "edit",
                "wd",
                "edi1")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.onExit().join().exitValue()).as(Files.readString(out)).isZero();
    assertThat(value("edi1", ".spec.color")).isEqualTo("blue");
  }

  @Test
  void waitsForConditionsAndDeletion() {
    create("wai1", "color: red");
    server.merge(
        WIDGETS + "/wai1/status",
        "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
    kubectl.run("wait", "--for=condition=Ready", "wd/wai1", "--timeout=20s").ok();
    kubectl.run("wait", "--for=jsonpath={.spec.color}=red", "wd/wai1", "--timeout=20s").ok();
    server.merge(WIDGETS + "/wai1", "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}");
    kubectl.run("delete", "wd", "wai1", "--wait=false").ok();
    assertThat(value("wai1", ".metadata.deletionTimestamp")).isNotEmpty();
    server.merge(WIDGETS + "/wai1", "{\"metadata\":{\"finalizers\":null}}");
    kubectl.run("wait", "--for=delete", "wd/wai1", "--timeout=20s").ok();
  }

  @Test
  void watchesAsATable() throws IOException {
    create("wat1", "color: red");
    Path out = Files.createTempFile(directory, "watch", "");
    Process watch = kubectl.start(out, out, "get", "wd", "wat1", "-w");
    try {
      await().until(() -> Files.readString(out).contains("wat1"));
      kubectl.run("scale", "wd/wat1", "--replicas=9").ok();
      await().until(() -> Files.readString(out).matches("(?s).*wat1\\s+9\\s.*"));
    } finally {
      watch.destroy();
    }
  }

  @Test
  void explainsAndDescribes() {
    assertThat(kubectl.run("explain", "wd.spec.replicas").ok().out())
        .contains("How many copies run");
    assertThat(kubectl.run("explain", "widgets").ok().out()).contains("A widget of the sample");
    create("des1", "color: red");
    String uid = value("des1", ".metadata.uid");
    server.post(
        "/apis/events.k8s.io/v1/namespaces/default/events",
        """
        {"apiVersion":"events.k8s.io/v1","kind":"Event",
         "metadata":{"generateName":"des1-"},"type":"Normal","reason":"Painted",
         "note":"now it is red","action":"Paint","eventTime":"2026-01-01T00:00:00.000000Z",
         "reportingController":"example.com/painter","reportingInstance":"p1",
         "regarding":{"apiVersion":"example.com/v1alpha1","kind":"Widget","name":"des1",
                      "namespace":"default","uid":"%s"}}
        """
            .formatted(uid));
    assertThat(kubectl.run("describe", "wd", "des1").ok().out())
        .contains("Color:", "Painted", "now it is red");
    assertThat(kubectl.run("get", "events").ok().out())
        .contains("LAST SEEN", "REASON", "widget/des1", "now it is red");
    assertThat(kubectl.run("events", "--for", "wd/des1").ok().out()).contains("Painted");
  }

  @Test
  void handlesConfigMapsSecretsAndNamespaces() {
    String map =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"cm1\"},"
            + "\"data\":{\"a\":\"%s\"}}";
    kubectl.withInput(map.formatted("1"), "apply", "-f", "-").ok();
    assertThat(kubectl.withInput(map.formatted("2"), "apply", "-f", "-").ok().out())
        .contains("configured");
    String secret =
        "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s1\"},"
            + "\"stringData\":{\"a\":\"hi\"}}";
    kubectl.withInput(secret, "apply", "-f", "-").ok();
    assertThat(kubectl.run("get", "secret", "s1", "-o", "jsonpath={.data.a}").ok().out())
        .isEqualTo("aGk=");
    String space = "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"n1\"}}";
    kubectl.withInput(space, "apply", "-f", "-").ok();
    kubectl.withInput(widget("in1", "color: red"), "create", "-n", "n1", "-f", "-").ok();
    assertThat(kubectl.withInput(widget("x", "color: red"), "create", "-n", "no", "-f", "-").err())
        .contains("namespaces \"no\" not found");
    kubectl.run("delete", "ns", "n1", "--timeout=20s").ok();
    assertThat(kubectl.run("get", "wd", "-A").ok().out()).doesNotContain("in1");
  }

  @Test
  void showsDefinitionsAndTakesThemAgain() {
    assertThat(kubectl.run("get", "crd").ok().out()).contains("widgets.example.com");
    kubectl.run("wait", "--for=condition=Established", "crd/widgets.example.com").ok();
    String crd = Path.of("src/test/resources/widgets.yaml").toString();
    kubectl.run("apply", "-f", crd).ok();
    kubectl.run("apply", "--server-side", "--force-conflicts", "-f", crd).ok();
  }

  @Test
  void comparesAndTriesWithoutKeeping() {
    kubectl.withInput(widget("dry1", "color: red"), "apply", "--dry-run=server", "-f", "-").ok();
    assertThat(kubectl.run("get", "wd", "dry1").code()).isNotZero();
    create("dif1", "color: red");
    var diff = kubectl.withInput(widget("dif1", "color: blue"), "diff", "-f", "-");
    assertThat(diff.code()).isEqualTo(1);
    assertThat(diff.out()).contains("-  color: red", "+  color: blue");
  }

  @Test
  void letsItsUserDoEverything() {
    assertThat(kubectl.run("auth", "can-i", "create", "widgets").ok().out()).contains("yes");
    assertThat(kubectl.run("version").ok().out()).contains("Server Version");
  }
}
