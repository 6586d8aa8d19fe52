package io.lonejupiter.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart by itself: what Helm says of it, and what it makes of values. */
class ChartIT {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String EVERYTHING =
      """
      replicas: 3
      image: {repository: registry.example.org/lonejupiter, tag: "1.2.3"}
      imagePullSecrets: [{name: pull}]
      cluster: prod
      consul:
        address: https://consul.example.org:8501
        tokenSecret: {name: consul-acl}
        caConfigMap: {name: consul-ca, key: bundle.pem}
      advertise: lj.example.org:30080
      uploads: {tokenSecret: {name: uploads, key: secret}}
      blobs: {existingClaim: blobs}
      service: {type: LoadBalancer, port: 80, nodePort: 30080, annotations: {a: b}}
      serviceAccount: {name: own, annotations: {c: d}}
      networkPolicy: {from: [{ipBlock: {cidr: 10.0.0.0/8}}]}
      serviceMonitor: {enabled: true, labels: {release: prometheus}}
      priorityClassName: high
      podAnnotations: {e: f}
      podLabels: {g: h}
      nodeSelector: {disk: ssd}
      tolerations: [{operator: Exists}]
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]
      """;

  @Test
  void helmFindsNothingToComplainAbout() {
    var lint = Chart.helm().lint().strict().call();
    assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
  }

  @Test
  void theArchiveIsTheChartAndHoldsTheKindsOfThisRepository() throws IOException {
    Path archive;
    try (var files = Files.list(Chart.home().resolve("helm/target"))) {
      archive = files.filter(f -> f.toString().endsWith(".tgz")).findFirst().orElseThrow();
    }
    var chart = YAML.readTree(Chart.folder().resolve("Chart.yaml").toFile());
    assertThat(archive.getFileName())
        .hasToString("lonejupiter-" + chart.path("version").asText() + ".tgz");
    assertThat(YAML.readTree(new Helm(archive).show().chart().call())).isEqualTo(chart);
    var packed = new Helm(archive).show().crds().call();
    try (var files = Files.list(Chart.home().resolve("crds"))) {
      for (var file : files.toList()) {
        assertThat(packed).contains(Files.readString(file).strip());
      }
    }
    assertThat(Chart.home().resolve("helm/lonejupiter/crds")).doesNotExist();
  }

  @Test
  void fewValuesMakeAWholeServer() {
    assertThat(Chart.render(Chart.CONSUL).kinds())
        .containsExactly(
            "ClusterRole",
            "ClusterRoleBinding",
            "Deployment",
            "NetworkPolicy",
            "PodDisruptionBudget",
            "Service",
            "ServiceAccount");
  }

  @Test
  void whatIsSwitchedOffIsNotThere() {
    var off =
        """
        serviceAccount: {create: false, name: theirs}
        rbac: {create: false}
        podDisruptionBudget: {enabled: false}
        networkPolicy: {enabled: false}
        """;
    var rendered = Chart.render(Chart.CONSUL + off);
    assertThat(rendered.kinds()).containsExactly("Deployment", "Service");
    assertThat(rendered.pod().path("serviceAccountName").asText()).isEqualTo("theirs");
  }

  @Test
  void thePodMayNothingThatItDoesNotNeed() {
    var pod = Chart.render(EVERYTHING).pod();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(65532);
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    var container = pod.at("/containers/0/securityContext");
    assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(container.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
    assertThat(pod.path("hostNetwork").asBoolean()).isFalse();
  }

  @Test
  void aServerThatWaitsIsReadyToKubernetes() {
    var container = Chart.render(Chart.CONSUL).container();
    assertThat(path(container, "readinessProbe")).isEqualTo("/readyz");
    assertThat(path(container, "livenessProbe")).isEqualTo("/healthz");
    assertThat(path(container, "startupProbe")).isEqualTo("/healthz");
  }

  private static String path(JsonNode container, String probe) {
    return container.path(probe).at("/httpGet/path").asText();
  }

  @Test
  void valuesReachTheServer() {
    var rendered = Chart.render(EVERYTHING);
    var container = rendered.container();
    assertThat(texts(container.path("args")))
        .contains(
            "--advertise=lj.example.org:30080",
            "--in-cluster",
            "--upload-token=/etc/lonejupiter/uploads/token",
            "--host-loss-delay=30s");
    assertThat(container.path("image").asText())
        .isEqualTo("registry.example.org/lonejupiter:1.2.3");
    assertThat(env(container, "CONSUL_HTTP_ADDR").path("value").asText())
        .isEqualTo("https://consul.example.org:8501");
    assertThat(env(container, "LJ_CLUSTER").path("value").asText()).isEqualTo("prod");
    assertThat(env(container, "CONSUL_HTTP_TOKEN").at("/valueFrom/secretKeyRef/name").asText())
        .isEqualTo("consul-acl");
    assertThat(env(container, "CONSUL_CACERT").path("value").asText())
        .isEqualTo("/etc/lonejupiter/consul/bundle.pem");
    var mounts = StreamSupport.stream(container.path("volumeMounts").spliterator(), false);
    assertThat(mounts.map(m -> m.path("mountPath").asText()))
        .containsExactlyInAnyOrder(
            "/var/lib/lonejupiter",
            "/tmp",
            "/var/lib/lonejupiter/blobs",
            "/etc/lonejupiter/uploads",
            "/etc/lonejupiter/consul");
    assertThat(rendered.one("Service").at("/spec/ports/0/nodePort").asInt()).isEqualTo(30080);
    assertThat(rendered.kinds()).contains("ServiceMonitor");
    assertThat(rendered.one("ClusterRoleBinding").at("/subjects/0/name").asText()).isEqualTo("own");
  }

  @Test
  void onlyWhatTheServerTalksToIsOpen() {
    var policy = Chart.render(EVERYTHING).one("NetworkPolicy").path("spec");
    assertThat(policy.at("/egress/1/ports").toString()).contains("8501", "443", "6443");
    assertThat(policy.at("/ingress/0/from/0/ipBlock/cidr").asText()).isEqualTo("10.0.0.0/8");
    assertThat(policy.at("/ingress/0/from/1/podSelector").isObject()).isTrue();
  }

  @Test
  void aDigestWinsOverATag() {
    var digest = "sha256:" + "0".repeat(64);
    var values = "image: {repository: r, tag: t, digest: \"%s\"}\n".formatted(digest);
    assertThat(Chart.render(Chart.CONSUL + values).container().path("image").asText())
        .isEqualTo("r@" + digest);
  }

  @ParameterizedTest
  @CsvSource({"1.20.2, policy/v1beta1", "1.21.0, policy/v1", "1.34.1, policy/v1"})
  void theBudgetIsOfAVersionThatTheClusterKnows(String kubernetes, String apiVersion) {
    var budget = Chart.render(Chart.CONSUL, kubernetes).one("PodDisruptionBudget");
    assertThat(budget.path("apiVersion").asText()).isEqualTo(apiVersion);
  }

  @Test
  void tooOldAKubernetesIsRefused() {
    assertThatThrownBy(() -> Chart.render(Chart.CONSUL, "1.19.0"))
        .hasMessageContaining("incompatible with Kubernetes");
  }

  @TestFactory
  Stream<DynamicTest> nonsenseIsRefusedWithItsPlace() {
    return Stream.of(
            List.of("consul: {address: consul}", "/consul/address"),
            List.of("consul: {adress: \"http://a:1\"}", "adress"),
            List.of(Chart.CONSUL + "replicas: 0", "/replicas"),
            List.of(Chart.CONSUL + "replicas: two", "/replicas"),
            List.of(Chart.CONSUL + "replica: 2", "replica"),
            List.of(Chart.CONSUL + "service: {type: ExternalName}", "/service/type"),
            List.of(Chart.CONSUL + "service: {port: 70000}", "/service/port"),
            List.of(Chart.CONSUL + "advertise: \"http://a:1\"", "/advertise"),
            List.of(Chart.CONSUL + "hostLossDelay: 30", "/hostLossDelay"),
            List.of(Chart.CONSUL + "image: {repository: r, digest: abc}", "/image/digest"),
            List.of(Chart.CONSUL + "podLabels: {a: 1}", "/podLabels/a"),
            List.of("replicas: 1", "consul.address is required"),
            List.of(Chart.CONSUL + "serviceAccount: {create: false}", "serviceAccount.name"))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get(0).strip(),
                    () ->
                        assertThatThrownBy(() -> Chart.render(c.get(0)))
                            .hasMessageContaining(c.get(1))));
  }

  private static JsonNode env(JsonNode container, String name) {
    return StreamSupport.stream(container.path("env").spliterator(), false)
        .filter(e -> e.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
