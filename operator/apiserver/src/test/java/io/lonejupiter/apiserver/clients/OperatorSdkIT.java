package io.lonejupiter.apiserver.clients;

import static io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.javaoperatorsdk.operator.Operator;
import io.lonejupiter.apiserver.clients.tomcat.TomcatReconciler;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** An operator of java-operator-sdk that knows nothing of this server. */
@ParameterizedClass
@MethodSource("io.lonejupiter.apiserver.clients.Served#all")
@Tag("thorough")
class OperatorSdkIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String TOMCAT =
      """
      apiVersion: sample.test/v1
      kind: Tomcat
      metadata: {name: a}
      spec: {version: "9"}
      """;

  @Parameter Served served;

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<Operator> running = new CopyOnWriteArrayList<>();
  private String namespace;

  @BeforeEach
  void newNamespace() {
    namespace = served.namespace();
  }

  @AfterEach
  void stop() {
    running.forEach(Operator::stop);
  }

  private Operator start(String identity) throws IOException {
    Config config = Config.fromKubeconfig(Files.readString(served.kubeconfig()));
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new VertxHttpClientFactory())
            .build();
    var election =
        aLeaderElectionConfiguration("tomcats")
            .withLeaseNamespace(namespace)
            .withIdentity(identity)
            .withLeaseDuration(Duration.ofSeconds(3))
            .withRenewDeadline(Duration.ofSeconds(2))
            .withRetryPeriod(Duration.ofMillis(500))
            .withExitOnStopLeading(false)
            .build();
    Operator operator =
        new Operator(
            overrider ->
                overrider
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(true)
                    .withLeaderElectionConfiguration(election));
    operator.register(
        new TomcatReconciler(line -> log.add(identity + " " + line)),
        overrider -> overrider.settingNamespace(namespace));
    operator.start();
    running.add(operator);
    return operator;
  }

  private String[] here(String... arguments) {
    return Stream.concat(Stream.of("-n", namespace), Stream.of(arguments)).toArray(String[]::new);
  }

  private String out(String... arguments) {
    return served.kubectl().run(here(arguments)).ok().out();
  }

  private void apply(String manifest) {
    served.kubectl().withInput(manifest, here("apply", "-f", "-")).ok();
  }

  private void awaitField(String object, String path, String value) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(out("get", object, "-o", "jsonpath={" + path + "}")).isEqualTo(value));
  }

  @Test
  void keepsWhatBelongsToAnObjectAsItShallBeAndCleansUp() throws IOException {
    start("only");
    apply(TOMCAT);
    out("wait", "tomcat/a", "--for=condition=Ready", "--timeout=20s");
    assertThat(out("get", "tomcat/a", "-o", "jsonpath={.metadata.finalizers}"))
        .isEqualTo("[\"tomcats.sample.test/finalizer\"]");
    assertThat(out("get", "configmaps,secrets,vhosts", "-o", "name").lines()).hasSize(3);
    awaitField("tomcat/a", ".status.observedGeneration", "1");

    apply(TOMCAT.replace("\"9\"", "\"10\""));
    awaitField("configmap/a", ".data.version", "10");
    awaitField("tomcat/a", ".status.conditions[0].message", "runs 10");

    out("patch", "configmap/a", "--type=merge", "-p", "{\"data\":{\"version\":\"bad\"}}");
    awaitField("configmap/a", ".data.version", "10");
    out("patch", "vhost/a", "--type=merge", "-p", "{\"spec\":{\"host\":\"bad\"}}");
    awaitField("vhost/a", ".spec.host", "a.example.com");
    String before = out("get", "secret/a", "-o", "jsonpath={.metadata.uid}");
    out("delete", "secret/a");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(out("get", "secrets", "-o", "jsonpath={.items[*].metadata.uid}"))
                    .isNotEmpty()
                    .isNotEqualTo(before));
    awaitField("secret/a", ".data.password", "b2YtYQ==");

    out("delete", "tomcat/a", "--timeout=20s");
    assertThat(log).last().isEqualTo("only cleaned a");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        out("get", "configmaps,secrets,vhosts", "-o", "name", "--ignore-not-found"))
                    .isEmpty());
  }

  @Test
  void oneOfTwoLeadsAndTheOtherTakesOver() throws IOException {
    Operator first = start("first");
    awaitField("lease/tomcats", ".spec.holderIdentity", "first");
    start("second");
    apply(TOMCAT);
    out("wait", "tomcat/a", "--for=condition=Ready", "--timeout=20s");
    assertThat(log).isNotEmpty().allMatch(line -> line.startsWith("first "));

    running.remove(first);
    first.stop();
    apply(TOMCAT.replace("\"9\"", "\"10\""));
    awaitField("configmap/a", ".data.version", "10");
    awaitField("lease/tomcats", ".spec.holderIdentity", "second");
    assertThat(log).contains("second reconciled a 10");
    out("delete", "tomcat/a", "--timeout=20s");
    assertThat(log).last().isEqualTo("second cleaned a");
  }
}
