package io.lonejupiter.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.resource.FrontEndConfig;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Ports;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server as a pod has it, with the service account and the role that the chart makes, on a
 * Kubernetes with real RBAC; its audit log says what was asked for and what was refused. Hosts are
 * outside and know Consul alone.
 */
@EnabledIfEnvironmentVariable(named = "LJ_REFERENCE_API", matches = ".+")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterRightsE2E {
  private static final String ACCOUNT = "lj-lonejupiter";
  private static final String ROLE = Chart.NAMESPACE + "-" + ACCOUNT;
  private static final int STORIES = 5;
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  /** Asked by the admission of objects with owners, so that the audit log does not name it. */
  private static final Right OWNING =
      new Right("update", "lonejupiter.io", "applicationmaps/finalizers");

  private static final Right CREATE_INSTANCE =
      new Right("create", "lonejupiter.io", "appdeployments");
  private static final List<Class<? extends HasMetadata>> WITH_FINALIZERS =
      List.of(AppDeployment.class, AppHost.class, ApplicationMap.class, FrontEndConfig.class);

  @TempDir static Path folder;

  private static final List<AutoCloseable> started = new ArrayList<>();
  private static AuditLog audit;
  private static ReferenceApi api;
  private static ConsulServer consul;
  private static TlsFront consulByTls;
  private static KubernetesClient client;
  private static Path account;
  private static int port;
  private static Part server;
  private static List<Right> role;
  private static int served;

  @BeforeAll
  static void start() throws IOException {
    audit = new AuditLog(folder, Chart.NAMESPACE, ACCOUNT);
    var arguments = new ArrayList<>(List.of(audit.arguments()));
    arguments.add("--enable-admission-plugins=OwnerReferencesPermissionEnforcement");
    api = ReferenceApi.start(folder, "k120", arguments.toArray(String[]::new));
    started.add(api);
    // This Kubernetes is older than some keys of the kinds.
    api.kubectl("apply", "--validate=false", "-f", "crds/").orFail();
    api.kubectl("create", "namespace", Chart.NAMESPACE).orFail();
    api.apply(Chart.text(Chart.CONSUL, "1.20.2")).orFail();
    client = api.client();
    started.add(client);
    role = Right.ofRules(api.get("clusterrole", ROLE).path("rules"));
    account = api.serviceAccount(Chart.NAMESPACE, ACCOUNT);

    consul =
        ConsulServer.startForTest(Tools.standard(line -> {}).consul(), folder.resolve("consul"));
    started.add(consul);
    consulByTls = TlsFront.before(consul.url());
    started.add(consulByTls);
    port = Ports.free("127.0.0.1");
    Files.writeString(folder.resolve("upload-token"), TOKEN);
    server = startServer();
    awaitReady();
    started.add(
        Part.start(
            folder.resolve("agent.log"),
            Map.of("CONSUL_HTTP_ADDR", consul.url()),
            List.of("agent", "--host=web-1", "--data=" + folder.resolve("host"))));
    awaitThat("the host is there", () -> exists("apphost/web-1"));
  }

  private static Part startServer() {
    return Part.start(
        folder.resolve("server.log"),
        Map.of(
            "CONSUL_HTTP_ADDR",
            consulByTls.url(),
            "CONSUL_CACERT",
            consulByTls.caFile().toString(),
            "KUBERNETES_SERVICE_HOST",
            api.url().getHost(),
            "KUBERNETES_SERVICE_PORT",
            String.valueOf(api.url().getPort())),
        List.of(
            "server",
            "--in-cluster",
            "--service-account=" + account,
            "--upload-token=" + folder.resolve("upload-token"),
            "--listen=0.0.0.0",
            "--port=" + port,
            "--data=" + folder.resolve("server")));
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).close();
    }
  }

  @Test
  @Order(1)
  void nothingIsForbiddenAndNothingSuperfluous() throws InterruptedException {
    var inTheLog = without(new TreeSet<>(role), List.of(OWNING));
    // Some is asked for only after a conflict, and a conflict is a matter of luck.
    for (int n = 1; n <= STORIES && !audit.asked().equals(inTheLog); n++) {
      fromBeginningToEnd(new Story("all-" + n));
    }
    assertThat(audit.asked()).isEqualTo(inTheLog);
    assertThat(audit.forbidden()).isEmpty();
  }

  private static void fromBeginningToEnd(Story story) throws InterruptedException {
    story.begins();
    awaitThat("its instances run", () -> story.running() == 2);
    story.changes();
    awaitThat("one instance is left, of the new build", story::isChanged);
    try (var unrest = new Unrest(client, WITH_FINALIZERS)) {
      story.ends();
      hostIsMadeAnew();
      awaitThat("nothing is left", story::isGone);
    }
  }

  /** Each right that the server uses at work is taken away while it works, and then given back. */
  @TestFactory
  @Order(2)
  Stream<DynamicTest> withoutARightSomethingIsRefused() {
    return role.stream()
        .filter(right -> !follows(right))
        .map(right -> DynamicTest.dynamicTest("without " + right, () -> without(right)));
  }

  private static void without(Right right) throws InterruptedException {
    // Who may not set an owner may not create what has one.
    var refused = right.equals(OWNING) ? CREATE_INSTANCE : right;
    take(right);
    var story = new Story("without-" + ++served);
    try {
      tell(story, refused);
      for (int n = 1; n < STORIES && audit.forbidden().isEmpty() && isAllGone(story); n++) {
        story = new Story("without-" + ++served);
        tell(story, refused);
      }
      awaitThat(right + " is refused", () -> audit.forbidden().equals(Set.of(refused)));
    } finally {
      giveBack(right);
    }
    var last = story;
    awaitThat("given the right back, nothing is left", () -> isAllGone(last));
  }

  /** Waits for no end that may never come. */
  private static void tell(Story story, Right refused) throws InterruptedException {
    story.begins();
    awaitThat(
        "it runs or is refused", () -> audit.forbidden().contains(refused) || story.running() == 2);
    story.changes();
    try (var unrest = new Unrest(client, WITH_FINALIZERS)) {
      api.kubectl("delete", "apphost", "web-1", "--wait=false").orFail();
      story.ends();
      awaitThat(
          "it ends or is refused", () -> audit.forbidden().contains(refused) || isAllGone(story));
    }
  }

  private static boolean isAllGone(Story story) {
    return story.isGone() && exists("apphost/web-1");
  }

  /** Lists and watches are asked for when a server starts to lead. */
  @TestFactory
  @Order(3)
  Stream<DynamicTest> withoutTheRightToFollowAKindNoServerWorks() {
    server.close();
    return role.stream()
        .filter(ClusterRightsE2E::follows)
        .map(right -> DynamicTest.dynamicTest("without " + right, () -> deaf(right)));
  }

  private static void deaf(Right right) {
    take(right);
    try (var deaf = startServer()) {
      awaitThat(right + " is refused", () -> audit.forbidden().equals(Set.of(right)));
      awaitThat("it ends", () -> !deaf.isAlive());
      assertThat(deaf.said())
          .contains("cannot %s resource \"%s\"".formatted(right.verb(), right.resource()));
    } finally {
      giveBack(right);
    }
  }

  private static boolean follows(Right right) {
    return Set.of("list", "watch").contains(right.verb());
  }

  private static void take(Right right) {
    var others = new ArrayList<>(role);
    others.remove(right);
    setRole(others);
    awaitThat("without " + right, () -> !may(right));
    audit.mark();
  }

  private static void giveBack(Right right) {
    setRole(role);
    awaitThat("with " + right, () -> may(right));
  }

  private static void setRole(List<Right> rights) {
    api.kubectl("patch", "clusterrole", ROLE, "--type=json", "-p", Right.patch(rights)).orFail();
  }

  private static boolean may(Right right) {
    var account = "system:serviceaccount:" + Chart.NAMESPACE + ":" + ACCOUNT;
    var parts = right.resource().split("/");
    var resource = parts[0] + (right.group().isEmpty() ? "" : "." + right.group());
    var words =
        new ArrayList<>(List.of("auth", "can-i", right.verb(), resource, "-A", "--as=" + account));
    if (parts.length > 1) {
      words.add("--subresource=" + parts[1]);
    }
    return api.kubectl(words.toArray(String[]::new)).exitCode() == 0;
  }

  private static void hostIsMadeAnew() {
    api.kubectl("delete", "apphost", "web-1").orFail();
    awaitThat("the host is there again", () -> exists("apphost/web-1"));
  }

  private static boolean exists(String object) {
    return api.kubectl("get", object).exitCode() == 0;
  }

  private static void awaitReady() {
    awaitThat("the server is ready", () -> Probe.of(port).isReady());
  }

  private static void awaitThat(String what, Callable<Boolean> condition) {
    try {
      await(what)
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(300))
          .until(condition);
    } catch (RuntimeException e) {
      throw new AssertionError(
          "not within 60 s: %s\nrefused: %s\nasked beyond the role: %s\nnever asked: %s\n%s\n%s"
              .formatted(
                  what,
                  audit.forbidden(),
                  without(audit.asked(), role),
                  without(new TreeSet<>(role), audit.asked()),
                  api.kubectl("get", "lj", "-A").all(),
                  server.said()),
          e);
    }
  }

  private static Set<Right> without(Set<Right> all, Iterable<Right> less) {
    var left = new TreeSet<>(all);
    less.forEach(left::remove);
    return left;
  }

  /** An app from its first upload to its end. */
  private record Story(String app) {
    /** Two builds, of which one is uploaded twice; two instances; a front end. */
    void begins() {
      upload("1.0.0");
      upload("1.0.0");
      upload("2.0.0");
      apply(2, "1.0.0");
    }

    void changes() {
      apply(1, "2.0.0");
    }

    private void apply(int instances, String version) {
      api.apply(
              """
              apiVersion: lonejupiter.io/v1alpha1
              kind: ApplicationMap
              metadata: {name: APP, namespace: default}
              spec:
                instances: %d
                artifact: {app: APP, version: %s}
                run: {command: [./APP]}
                health: {command: ["true"], interval: 1s}
                drain: {maxDuration: 1s}
              ---
              apiVersion: lonejupiter.io/v1alpha1
              kind: FrontEndConfig
              metadata: {name: APP, namespace: default}
              spec:
                routes:
                  - matches: [{path: {type: PathPrefix, value: /APP}}]
                    backendRefs: [{app: APP, labels: {map: APP}}]
              """
                  .formatted(instances, version)
                  .replace("APP", app))
          .orFail();
    }

    /** A build that the server may not record is refused to whoever uploads it. */
    private void upload(String version) {
      var script = "#!/bin/sh\n# %s\nexec sleep 1000\n".formatted(version);
      Probe.of(port)
          .upload("/artifacts/default/" + app + "/" + version + "?branch=main", TOKEN, script);
    }

    void ends() {
      api.kubectl("delete", "--wait=false", "appmap/" + app, "fec/" + app).orFail();
      api.kubectl("delete", "--ignore-not-found", "artifact", app + "-1.0.0", app + "-2.0.0")
          .orFail();
    }

    private List<String> instances() {
      var names = new ArrayList<String>();
      for (var item : api.get("appdeployments").path("items")) {
        if (item.at("/spec/map").asText().equals(app)) {
          names.add(item.at("/spec/artifact/version") + " " + item.at("/status/phase").asText());
        }
      }
      return names;
    }

    long running() {
      return instances().stream().filter(i -> i.endsWith(" Running")).count();
    }

    boolean isChanged() {
      return instances().equals(List.of("\"2.0.0\" Running"));
    }

    boolean isGone() {
      return instances().isEmpty() && !exists("appmap/" + app) && !exists("fec/" + app);
    }
  }
}
