package io.lonejupiter.e2e.chart;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.lonejupiter.cli.example.ExampleArtifact;
import io.lonejupiter.cli.example.ExampleFiles;
import io.lonejupiter.cli.example.SampleApp;
import io.lonejupiter.e2e.harness.Part;
import io.lonejupiter.e2e.harness.ReferenceApi;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Ports;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;

/**
 * What the chart makes of a Kubernetes 1.20 with real RBAC: the server as a pod has it, under the
 * chart's own service account and role, with an audit log of what it asks for. Outside are Consul,
 * the three hosts that {@code up} would make, and a router with its HAProxy.
 */
final class Installation implements AutoCloseable {
  static final String ACCOUNT = "lj-lonejupiter";
  static final String ROLE = Chart.NAMESPACE + "-" + ACCOUNT;
  static final ExampleFiles EXAMPLES = new ExampleFiles(Chart.home().resolve("examples"));

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final Map<String, String> HOSTS =
      Map.of(
          "host-1", "zone=north,ssd",
          "host-2", "zone=south,ssd",
          "host-3", "zone=south");

  private final Path folder;
  private final SampleApp app = SampleApp.compile(EXAMPLES.app());
  private final int port = Ports.free("127.0.0.1");
  private final int routerPort = Ports.free("127.0.0.1");
  private final List<AutoCloseable> started = new ArrayList<>();
  private AuditLog audit;
  private ReferenceApi api;
  private KubernetesClient client;
  private List<Right> role;
  private Path account;
  private ConsulServer consul;
  private TlsFront consulByTls;
  private Part server;

  private Installation(Path folder) {
    this.folder = folder;
  }

  static Installation start(Path folder) throws Exception {
    var installation = new Installation(folder);
    try {
      installation.start();
      return installation;
    } catch (Exception | AssertionError e) {
      installation.close();
      throw e;
    }
  }

  private void start() throws IOException {
    audit = new AuditLog(folder, Chart.NAMESPACE, ACCOUNT);
    var arguments = new ArrayList<>(List.of(audit.arguments()));
    arguments.add("--enable-admission-plugins=OwnerReferencesPermissionEnforcement");
    api = opened(ReferenceApi.start("k120", arguments.toArray(String[]::new)));
    // This Kubernetes is older than some keys of the kinds.
    api.kubectl("apply", "--validate=false", "-f", "crds/").orFail();
    api.kubectl("create", "namespace", Chart.NAMESPACE).orFail();
    api.apply(Chart.text(Chart.CONSUL, "1.20.2")).orFail();
    client = opened(api.client());
    role = Right.ofRules(api.get("clusterrole", ROLE).path("rules"));
    account = api.serviceAccount(folder.resolve("serviceaccount"), Chart.NAMESPACE, ACCOUNT);

    consul =
        opened(
            ConsulServer.startForTest(
                Tools.standard(line -> {}).consul(), folder.resolve("consul")));
    consulByTls = opened(TlsFront.before(consul.url()));
    Files.writeString(folder.resolve("upload-token"), TOKEN);
    startServer();
    awaitThat("the server is ready", () -> Probe.of(port).isReady());
    // Instances and HAProxy outlive who started them.
    opened(this::endWhatHostsLeft);
    var outside = Map.of("CONSUL_HTTP_ADDR", consul.url());
    HOSTS.forEach((name, tags) -> opened(startAgent(name, tags, outside)));
    opened(
        Part.start(
            folder.resolve("router.log"),
            outside,
            List.of(
                "router",
                "--name=lb-1",
                "--port=" + routerPort,
                "--data=" + state().resolve("router"))));
    HOSTS.keySet().forEach(host -> awaitThat(host + " is there", () -> exists("apphost/" + host)));
  }

  private Part startAgent(String name, String tags, Map<String, String> outside) {
    return Part.start(
        folder.resolve(name + ".log"),
        outside,
        List.of(
            "agent",
            "--host=" + name,
            "--tags=" + tags,
            "--address=127.0.20." + name.substring(name.length() - 1),
            "--data=" + state().resolve("hosts").resolve(name)));
  }

  /** Laid out as that of {@code up}, so that {@code down} knows it. */
  private Path state() {
    return folder.resolve("hosts-and-router");
  }

  private void endWhatHostsLeft() {
    Part.start(folder.resolve("down.log"), Map.of(), List.of("down", "--data=" + state())).await();
  }

  /** Starts a server; one at a time. */
  Part startServer() {
    server =
        Part.start(
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
    return server;
  }

  void stopServer() {
    server.close();
  }

  private <T extends AutoCloseable> T opened(T resource) {
    started.add(resource);
    return resource;
  }

  AuditLog audit() {
    return audit;
  }

  ReferenceApi api() {
    return api;
  }

  KubernetesClient client() {
    return client;
  }

  /** What the chart lets the server do. */
  List<Right> role() {
    return role;
  }

  /** Lets the server do these and no more. */
  void setRole(List<Right> rights) {
    api.kubectl("patch", "clusterrole", ROLE, "--type=json", "-p", Right.patch(rights)).orFail();
  }

  /** Uploads a build of the sample app. */
  HttpResponse<String> upload(ExampleArtifact artifact) {
    var query = "?branch=" + artifact.branch() + "&commit=" + artifact.commit();
    var path = List.of(artifact.namespace(), artifact.app(), artifact.version() + query);
    return Probe.of(port)
        .upload(
            "/artifacts/" + String.join("/", path),
            TOKEN,
            app.jar(artifact.app(), artifact.version(), artifact.branch()));
  }

  /** How often each value of a field came in so many answers of the router. */
  Map<String, Integer> answers(String host, String path, String field, int requests) {
    var counts = new HashMap<String, Integer>();
    for (var answer : Probe.of(routerPort).getMany(host, path, requests)) {
      counts.merge(answer.path(field).asText(), 1, Integer::sum);
    }
    return counts;
  }

  /** What the router says to one request: 404 and 503 are the router's own. */
  int status(String path) {
    return Probe.of(routerPort).status(path);
  }

  /** The objects of a kind in all namespaces. */
  List<JsonNode> all(String kind) {
    return StreamSupport.stream(api.get(kind, "-A").path("items").spliterator(), false).toList();
  }

  boolean exists(String object) {
    return api.exists(object, "default");
  }

  void awaitThat(String what, Callable<Boolean> condition) {
    try {
      await(what)
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(300))
          .until(condition);
    } catch (RuntimeException e) {
      throw new AssertionError(
          "not within 60 s: %s\nrefused: %s\n%s\n%s"
              .formatted(
                  what,
                  audit.forbidden(),
                  api.kubectl("get", "lj", "-A").all(),
                  server == null ? "" : server.said()),
          e);
    }
  }

  @Override
  public void close() throws Exception {
    if (server != null) {
      server.close();
    }
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).close();
    }
  }
}
