package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.cli.example.SampleApp;
import io.lonejupiter.e2e.harness.ApiClient;
import io.lonejupiter.e2e.harness.Part;
import io.lonejupiter.e2e.harness.Shell;
import io.lonejupiter.tools.ConsulPorts;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.ConsulSettings;
import io.lonejupiter.tools.Ports;
import io.lonejupiter.tools.Tool;
import io.lonejupiter.tools.Tools;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server, a host and a router on a Consul that denies by default, with the policies and the
 * commands of docs/consul.md. The Consul of the three is one and the same here, {@code web-1}.
 */
@Tag("thorough")
class ConsulAccessE2E {
  private static final Path HOME =
      Path.of(System.getProperty("lj.home")).toAbsolutePath().normalize();
  private static final Pattern FILE =
      Pattern.compile("`(\\w+\\.hcl)`:[^`]*```hcl\n(.*?)```", Pattern.DOTALL);
  private static final Pattern SECRET = Pattern.compile("SecretID: +(\\S+)");
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String POLICY =
      "consul acl policy update -no-merge -name lonejupiter-%s -rules %s";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String ADMIN = UUID.randomUUID().toString();

  private static final Map<String, String> TOKENS = new HashMap<>();
  private static final List<AutoCloseable> STARTED = new ArrayList<>();
  private static final Map<String, Part> PARTS = new HashMap<>();
  @TempDir static Path folder;
  private static String page;
  private static ConsulServer consul;
  private static int port;
  private static int routerPort;

  @BeforeAll
  static void start() throws Exception {
    page = Files.readString(HOME.resolve("docs/consul.md"));
    var settings =
        ConsulSettings.of(
            folder.resolve("consul"), "127.0.0.1", ConsulPorts.free("127.0.0.1"), "web-1");
    consul = ConsulServer.start(tool(), settings.guardedBy(ADMIN));
    STARTED.add(consul);
    makeTokens();
    var ports = Ports.free("127.0.0.1", 3);
    port = ports.get(0);
    routerPort = ports.get(2);
    // Instances and HAProxy outlive who started them.
    STARTED.add(
        () ->
            Part.start(folder.resolve("down.log"), Map.of(), List.of("down", "--data=" + state()))
                .await());
    STARTED.add(() -> PARTS.values().forEach(Part::close));
    start(
        "server", "--port=" + port, "--api-port=" + ports.get(1), "--data=" + folder.resolve("s"));
    start("agent", options("agent"));
    start("router", options("router"));
    awaitThat("the host is there", () -> kubectl("get", "apphost/web-1").exitCode() == 0);
    var api = new ApiClient(kubeconfig());
    var app = SampleApp.compile(HOME.resolve("examples/app/Hello.java"));
    for (var version : List.of("1.0.0", "1.1.0")) {
      var url = "http://127.0.0.1:%d/artifacts/default/hello/%s".formatted(port, version);
      var upload =
          HttpRequest.newBuilder(URI.create(url))
              .header("Authorization", "Bearer " + api.token())
              .PUT(BodyPublishers.ofByteArray(app.jar("hello", version, "main")));
      assertThat(HTTP.send(upload.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    }
    kubectl("apply", "-f", HOME.resolve("examples/01-hello.yaml").toString()).orFail();
  }

  @AfterAll
  static void stop() throws Exception {
    for (var index = STARTED.size() - 1; index >= 0; index--) {
      STARTED.get(index).close();
    }
  }

  private static Tool tool() {
    return Tools.standard(line -> {}).consul();
  }

  /** Laid out as that of {@code up}, so that {@code down} knows it. */
  private static Path state() {
    return folder.resolve("hosts-and-router");
  }

  private static void makeTokens() throws IOException {
    var files = FILE.matcher(page);
    while (files.find()) {
      Files.writeString(
          folder.resolve(files.group(1)),
          files.group(2).replaceAll("session \"lb-1\"", "session \"web-1\""));
    }
    var commands = page.substring(page.indexOf("```sh\n") + 6).split("```")[0].lines().toList();
    assertThat(commands).hasSize(8);
    for (var command : commands) {
      var said = asAdmin(command);
      var secret = SECRET.matcher(said);
      if (secret.find()) {
        TOKENS.put(command.split("lonejupiter ")[1].split("[ \"]")[0], secret.group(1));
      }
    }
    assertThat(TOKENS).containsOnlyKeys("server", "agent", "router", "users");
  }

  private static String asAdmin(String command) {
    return with(ADMIN, command);
  }

  private static String with(String token, String command) {
    var environment = new HashMap<>(tool().environment());
    environment.put("CONSUL_HTTP_ADDR", consul.url());
    environment.put("CONSUL_HTTP_TOKEN", token);
    environment.put(
        "PATH", tool().executable().getParent() + File.pathSeparator + System.getenv("PATH"));
    return Shell.run(folder, environment, List.of("/bin/sh", "-ec", command)).orFail();
  }

  private static String[] options(String part) {
    var data = "--data=" + state().resolve(part.equals("agent") ? "hosts/web-1" : part);
    return part.equals("agent")
        ? new String[] {"--host=web-1", data}
        : new String[] {"--name=lb-1", "--port=" + routerPort, data};
  }

  private static void start(String part, String... options) {
    var words = new ArrayList<>(List.of(part));
    words.addAll(List.of(options));
    var token = folder.resolve(part + ".token");
    try {
      Files.writeString(token, TOKENS.get(part));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var environment =
        Map.of("CONSUL_HTTP_ADDR", consul.url(), "CONSUL_HTTP_TOKEN_FILE", token.toString());
    PARTS.put(part, Part.start(log(part), environment, words));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path log(String part) {
    return folder.resolve(part + ".log");
  }

  private static Path kubeconfig() {
    return folder.resolve("s").resolve("kubeconfig");
  }

  private static Shell.Result kubectl(String... words) {
    var command = new ArrayList<String>();
    command.add(Tools.standard(line -> {}).kubectl().executable().toString());
    command.addAll(List.of(words));
    return Shell.run(folder, Map.of("KUBECONFIG", kubeconfig().toString()), command);
  }

  /** What a part with its token is answered by Consul. */
  private static int status(String part, String method, String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(consul.url() + path))
            .header("X-Consul-Token", TOKENS.get(part))
            .method(method, BodyPublishers.noBody());
    return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private static String answer() throws Exception {
    var url = URI.create("http://127.0.0.1:" + routerPort + "/hello");
    return HTTP.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
  }

  private static void run(String version, int instances) {
    var patch =
        "{\"spec\":{\"instances\":%d,\"artifact\":{\"version\":\"%s\"}}}"
            .formatted(instances, version);
    kubectl("patch", "appmap/hello", "--type=merge", "-p", patch).orFail();
    var running = (version + "=Running ").repeat(instances);
    var each = "{range .items[*]}{.spec.artifact.version}={.status.phase} {end}";
    awaitThat(running, () -> kubectl("get", "ad", "-o=jsonpath=" + each).out().equals(running));
    awaitThat(version + " answers", () -> answer().contains("\"" + version + "\""));
  }

  private static void awaitThat(String what, Callable<Boolean> condition) {
    try {
      await(what).atMost(LIMIT).until(condition);
    } catch (ConditionTimeoutException e) {
      var said = new StringBuilder(kubectl("get", "lj,events", "-A").all());
      for (var part : List.of("server", "agent", "router")) {
        said.append("\n").append(part).append(":\n").append(read(log(part)));
      }
      throw new AssertionError(said.toString(), e);
    }
  }

  @Test
  void eachPartDoesItsWorkWithItsOwnToken() throws Exception {
    var before = new HashMap<String, Integer>();
    for (var part : List.of("server", "agent", "router")) {
      before.put(part, read(log(part)).length());
    }
    run("1.0.0", 2);
    run("1.1.0", 3);
    kubectl("wait", "--for=condition=Programmed", "frontendconfig/hello", "--timeout=60s").orFail();
    before.forEach(
        (part, length) ->
            assertThat(read(log(part)).substring(length))
                .as(part)
                .doesNotContain("403", "ermission denied"));
  }

  @Test
  void usersAreMadeWithATokenForThatAlone() {
    var kubeconfig = folder.resolve("bob.kubeconfig").toString();
    Part.start(
            folder.resolve("users.log"),
            Map.of("CONSUL_HTTP_ADDR", consul.url(), "CONSUL_HTTP_TOKEN", TOKENS.get("users")),
            List.of("user", "create", "bob", "--role=view", "-o=" + kubeconfig))
        .await();
    assertThat(kubectl("--kubeconfig=" + kubeconfig, "get", "appmap").exitCode()).isZero();
    assertThat(kubectl("--kubeconfig=" + kubeconfig, "delete", "appmap/hello").exitCode()).isOne();
  }

  @Test
  void noPartMayDoWhatIsAnothers() throws Exception {
    var kv = "/v1/kv/lonejupiter/default/";
    for (var part : List.of("agent", "router")) {
      for (var key : List.of("leader", "api/x", "access/users/x", "blobs/x", "routes/x")) {
        assertThat(status(part, "PUT", kv + key)).as(part + " " + key).isEqualTo(403);
      }
      assertThat(status(part, "GET", kv + "access/secrets")).as(part).isEqualTo(403);
      assertThat(status(part, "PUT", kv + "hosts/web-2/report")).as(part).isEqualTo(403);
      assertThat(status(part, "PUT", kv + "routers/lb-2/report")).as(part).isEqualTo(403);
    }
    assertThat(status("router", "PUT", kv + "hosts/web-1/report")).isEqualTo(403);
    assertThat(status("router", "GET", kv + "hosts/web-1/info")).isEqualTo(403);
    run("1.0.0", 2);
    var name = kubectl("get", "ad", "-o=jsonpath={.items[0].metadata.name}").orFail();
    assertThat(status("router", "PUT", "/v1/agent/service/deregister/default." + name))
        .isEqualTo(403);
    assertThat(status("agent", "PUT", kv + "routers/lb-1/report")).isEqualTo(403);
    var register = "consul services register -name=lonejupiter-server -id=rogue";
    assertThatThrownBy(() -> with(TOKENS.get("agent"), register)).hasMessageContaining("403");
  }

  @Test
  void whoeverMayNotReadRoutesIsToldSo() throws Exception {
    run("1.0.0", 2);
    var lists = List.of("route", "ls");
    assertThat(lonejupiter(TOKENS.get("router"), lists)).contains("/hello");
    var nodes = "node_prefix \"\" { policy = \"read\" }\n";
    var blind = token("blind", nodes);
    var denied = "shows nothing under lonejupiter/default/%s/, not even .keep";
    assertThat(lonejupiter(blind, lists)).contains(denied.formatted("routes"));
    assertThat(lonejupiter(blind, List.of("user", "ls")))
        .contains(denied.formatted("access/users"));
    // It would take away what earlier exports wrote.
    assertThat(lonejupiter(blind, List.of("route", "export", "traefik", "--write")))
        .contains(denied.formatted("routes"));
    var keys = "key_prefix \"lonejupiter/default/%s/\" { policy = \"read\" }\n";
    var half = nodes + keys.formatted("routes");
    assertThat(lonejupiter(token("half", half), lists)).contains(denied.formatted("drains"));
    var most = half + keys.formatted("drains");
    assertThat(lonejupiter(token("most", most), lists)).contains("shows no instance at all");
    for (var words : List.of(lists, List.of("user", "ls"))) {
      assertThat(lonejupiter(ADMIN, words, "--cluster=none")).contains("no server of cluster none");
    }

    var data = folder.resolve("blind");
    STARTED.add(
        () ->
            Part.start(folder.resolve("down.log"), Map.of(), List.of("down", "--data=" + data))
                .await());
    var said =
        Map.of(
            denied.formatted("routes"),
            blind,
            denied.formatted("drains"),
            token("half-again", half),
            "shows no instance at all",
            token("most-again", most));
    for (var each : said.entrySet()) {
      var port = Ports.free("127.0.0.1", 1).get(0);
      var words =
          List.of("router", "--name=blind", "--port=" + port, "--data=" + data.resolve("router"));
      var log = Files.createTempFile(folder, "blind-", ".log");
      try (var router = Part.start(log, consulWith(each.getValue()), words)) {
        awaitThat("the router says: " + each.getKey(), () -> router.said().contains(each.getKey()));
      }
    }
  }

  /** Of a policy with these rules. */
  private static String token(String name, String rules) throws IOException {
    Files.writeString(folder.resolve(name + ".hcl"), rules);
    asAdmin("consul acl policy create -name " + name + " -rules @" + name + ".hcl");
    return token(name);
  }

  private static String token(String policy) {
    var secret = SECRET.matcher(asAdmin("consul acl token create -policy-name " + policy));
    assertThat(secret.find()).isTrue();
    return secret.group(1);
  }

  private static Map<String, String> consulWith(String token) {
    return Map.of("CONSUL_HTTP_ADDR", consul.url(), "CONSUL_HTTP_TOKEN", token);
  }

  /** What a command says. */
  private static String lonejupiter(String token, List<String> verb, String... options) {
    var words = new ArrayList<>(verb);
    words.addAll(List.of(options));
    words.add(0, HOME.resolve("lonejupiter").toString());
    var environment = new HashMap<>(consulWith(token));
    environment.put("LJ_NO_BUILD", "1");
    // Else it is that of what up has started beside this checkout.
    environment.put("LJ_CLUSTER", "default");
    return Shell.run(folder, environment, words).all();
  }

  @Test
  void rightsThatAreTakenAwayAndGivenBackCostNobodyMoreThanTheTimeBetween() throws Exception {
    run("1.0.0", 2);
    var pids = "-o=jsonpath={.items[*].status.pid}";
    var before = kubectl("get", "ad", pids).orFail();
    asAdmin(POLICY.formatted("router-lb-1", "'node_prefix \"\" { policy = \"read\" }'"));
    asAdmin(POLICY.formatted("agent-web-1", "'node_prefix \"\" { policy = \"read\" }'"));
    for (var part : List.of("router", "agent")) {
      awaitThat(part + " is refused", () -> read(log(part)).contains("403"));
    }
    // What may not be read is not there, which is seen once something changes there, by a query
    // that began without the right.
    var stray = "lonejupiter/default/hosts/web-1/assignments/stray";
    asAdmin("consul kv put " + stray + " 1");
    asAdmin("consul services register -name=hello -id=stray");
    awaitThat(
        "the router holds on", () -> read(log("router")).contains("shows no instance at all"));
    asAdmin("consul kv put " + stray + " 2");
    var nothing = "shows nothing under lonejupiter/default/hosts/web-1/assignments/";
    awaitThat("the host, too", () -> read(log("agent")).contains(nothing));
    awaitThat("the host is missed", () -> kubectl("get", "host").out().contains("AgentLost"));
    assertThat(answer()).contains("\"1.0.0\"");
    asAdmin("consul kv delete " + stray);
    asAdmin("consul services deregister -id=stray");
    asAdmin(POLICY.formatted("router-lb-1", "@router.hcl"));
    asAdmin(POLICY.formatted("agent-web-1", "@agent.hcl"));
    awaitThat("the host is back", () -> kubectl("get", "host").out().contains("AgentConnected"));
    assertThat(kubectl("get", "ad", pids).orFail()).isEqualTo(before);
    run("1.1.0", 3);
  }

  @Test
  void aServerThatMayNotReadWhatHostsSayHoldsOnToThem() throws Exception {
    run("1.0.0", 2);
    var pids = "-o=jsonpath={.items[*].status.pid}";
    var before = kubectl("get", "ad", pids).orFail();
    var without = folder.resolve("without.hcl");
    var denied = "key_prefix \"lonejupiter/default/%s/\" { policy = \"deny\" }\n";
    Files.writeString(
        without,
        read(folder.resolve("server.hcl"))
            + denied.formatted("hosts")
            + denied.formatted("routers")
            + denied.formatted("access/users"));
    asAdmin(POLICY.formatted("server", "@" + without));
    for (var key : List.of("hosts/web-1/assignments/", "routers/", "access/users/")) {
      asAdmin("consul kv put lonejupiter/default/" + key + "stray 1");
      asAdmin("consul kv delete lonejupiter/default/" + key + "stray");
      var prefix = key.substring(0, key.indexOf("s/") + 2);
      awaitThat(
          "it holds on to " + prefix,
          () -> read(log("server")).contains("shows nothing under lonejupiter/default/" + prefix));
    }
    awaitThat(
        "it says so of each host",
        () ->
            kubectl("describe", "host")
                .out()
                .matches("(?s).*LastKnown.*not even .*may not read there.*"));
    assertThat(kubectl("get", "appmap/hello").out()).contains("AllInstancesReady");
    assertThat(answer()).contains("\"1.0.0\"");
    asAdmin(POLICY.formatted("server", "@server.hcl"));
    awaitThat("the host is seen", () -> kubectl("get", "host").out().contains("AgentConnected"));
    assertThat(kubectl("get", "ad", pids).orFail()).isEqualTo(before);
    run("1.1.0", 3);
  }

  @Test
  void aTokenThatIsDeletedCostsNobodyMoreThanTheTimeUntilThereIsAnother() throws Exception {
    run("1.0.0", 2);
    var pids = "-o=jsonpath={.items[*].status.pid}";
    var before = kubectl("get", "ad", pids).orFail();
    var named = Map.of("agent", "agent-web-1", "router", "router-lb-1");
    for (var part : named.keySet()) {
      var logged = read(log(part)).length();
      var accessor =
          with(TOKENS.get(part), "consul acl token read -self -format=json")
              .lines()
              .filter(line -> line.contains("\"AccessorID\""))
              .map(line -> line.split("\"")[3])
              .findFirst()
              .orElseThrow();
      asAdmin("consul acl token delete -id " + accessor);
      awaitThat(part + " is refused", () -> read(log(part)).substring(logged).contains("403"));
    }
    awaitThat("the host is missed", () -> kubectl("get", "host").out().contains("AgentLost"));
    assertThat(answer()).contains("\"1.0.0\"");
    for (var part : named.keySet()) {
      TOKENS.put(part, token("lonejupiter-" + named.get(part)));
      PARTS.get(part).close();
      start(part, options(part));
    }
    awaitThat("the host is back", () -> kubectl("get", "host").out().contains("AgentConnected"));
    assertThat(kubectl("get", "ad", pids).orFail()).isEqualTo(before);
    run("1.1.0", 3);
  }
}
