package io.lonejupiter.e2e.harness;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A whole system as a newcomer starts it: {@code ./lonejupiter up --detach}, with its state in a
 * folder of its own. Closing it is {@code down --purge}.
 */
public final class LoneJupiter implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern EXPORT = Pattern.compile("export ([A-Z_]+)='?([^']*)'?");

  private final Path home = Path.of(System.getProperty("lj.home")).toAbsolutePath().normalize();
  private final Path data;
  private final Map<String, String> environment = new HashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final String kubectl = Tools.standard(line -> {}).kubectl().executable().toString();

  private LoneJupiter(Path data) {
    this.data = data;
    // The jars were built by the same Maven run that runs this test.
    environment.put("LJ_NO_BUILD", "1");
    // kubectl remembers for hours what an address served, also if it was another system's.
    environment.put(
        "KUBECACHEDIR", data.resolveSibling(data.getFileName() + "-kubectl").toString());
  }

  /** Brings a system up; {@code options} go to {@code up}. */
  public static LoneJupiter up(Path data, String... options) {
    var system = new LoneJupiter(data);
    system.upOrDown(options);
    return system;
  }

  /** Brings a system up on a Kubernetes API that is there; its CRDs are applied first. */
  public static LoneJupiter onApi(Path data, String kubeconfig) {
    var system = new LoneJupiter(data);
    system.environment.put("KUBECONFIG", kubeconfig);
    system.kubectl("apply", "-f", "crds/").orFail();
    system.upOrDown("--kubeconfig", kubeconfig);
    return system;
  }

  /** What was started of one that did not come up must not stay. */
  private void upOrDown(String... options) {
    var result = upAgain(options);
    if (result.exitCode() != 0) {
      lonejupiter("down", "--purge");
    }
    result.orFail();
  }

  public Shell.Result upAgain(String... options) {
    var words = new ArrayList<>(List.of("up", "--detach"));
    words.addAll(List.of(options));
    var result = lonejupiter(words.toArray(String[]::new));
    if (result.exitCode() == 0) {
      readEnvironment();
    }
    return result;
  }

  private void readEnvironment() {
    var exports = EXPORT.matcher(lonejupiter("env").orFail());
    while (exports.find()) {
      if (!exports.group(1).equals("PATH")) {
        environment.put(exports.group(1), exports.group(2));
      }
    }
  }

  /** A verb of the launcher; the state folder is added where the verb takes it. */
  public Shell.Result lonejupiter(String... words) {
    var command = new ArrayList<String>();
    command.add(home.resolve("lonejupiter").toString());
    command.addAll(Arrays.asList(words));
    command.addAll(List.of("--data", data.toString()));
    return Shell.run(home, environment, command);
  }

  /** Starts a part alone, with all its output into a file. */
  public Process start(Path output, String... words) {
    var command = new ArrayList<String>();
    command.add(home.resolve("lonejupiter").toString());
    command.addAll(Arrays.asList(words));
    try {
      var builder = new ProcessBuilder(command).directory(home.toFile());
      builder.environment().putAll(environment);
      return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A verb of the launcher, in a shell that knows no more than {@code env} told it. */
  public Shell.Result inShell(String... words) {
    var command = new ArrayList<String>();
    command.add(home.resolve("lonejupiter").toString());
    command.addAll(Arrays.asList(words));
    return Shell.run(home, environment, command);
  }

  public Shell.Result kubectl(String... words) {
    var command = new ArrayList<String>();
    command.add(kubectl);
    command.addAll(Arrays.asList(words));
    return Shell.run(home, environment, command);
  }

  /** The launcher as a plugin of kubectl: {@code kubectl lonejupiter ...}. */
  public Shell.Result kubectlPlugin(Path folder, String... words) throws IOException {
    var link = folder.resolve("kubectl-lonejupiter");
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, home.resolve("lonejupiter"));
    }
    var all = new HashMap<>(environment);
    all.put("PATH", folder + ":" + System.getenv("PATH"));
    var command = new ArrayList<>(List.of(kubectl, "lonejupiter"));
    command.addAll(Arrays.asList(words));
    return Shell.run(home, all, command);
  }

  /** Runs kubectl with its output into a file that can be read meanwhile; answers its exit code. */
  public int kubectlInto(Path file, String... words) {
    var command = new ArrayList<String>();
    command.add(kubectl);
    command.addAll(Arrays.asList(words));
    return Shell.runInto(file, home, environment, command);
  }

  /** {@code kubectl apply} of a manifest. */
  public Shell.Result apply(String yaml) {
    try {
      var file = Files.createTempFile("lj-manifest", ".yaml");
      try {
        Files.writeString(file, yaml);
        return kubectl("apply", "-f", file.toString());
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An object, or all of a kind in a namespace, as JSON. */
  public JsonNode get(String... words) {
    var command = new ArrayList<>(List.of("get", "-o", "json"));
    command.addAll(List.of(words));
    try {
      return JSON.readTree(kubectl(command.toArray(String[]::new)).orFail());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The instances of a map that exist, whatever their state. */
  public List<Instance> instances(String namespace, String map) {
    var found = new ArrayList<Instance>();
    for (var item : get("appdeployments", "-n", namespace).path("items")) {
      if (item.at("/spec/map").asText().equals(map)) {
        found.add(Instance.of(item));
      }
    }
    return List.copyOf(found);
  }

  public boolean isReady(String kind, String name, String namespace) {
    var object = get(kind, name, "-n", namespace);
    var upToDate =
        object.at("/status/observedGeneration").asLong()
            == object.at("/metadata/generation").asLong();
    return upToDate && condition(object, "Ready").path("status").asText().equals("True");
  }

  public void awaitReady(String kind, String name, String namespace) {
    awaitThat(kind + "/" + name + " is Ready", () -> isReady(kind, name, namespace));
  }

  /** Waits for a condition; fails with all that there is to see. */
  public void awaitThat(String what, Callable<Boolean> condition) {
    try {
      await(what)
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(200))
          .until(condition);
    } catch (ConditionTimeoutException e) {
      var seen = kubectl("get", "appmap,ad,fec", "-A", "-o", "wide").all();
      throw new AssertionError(e.getMessage() + "\n" + seen, e);
    }
  }

  public static JsonNode condition(JsonNode object, String type) {
    for (var condition : object.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return JSON.missingNode();
  }

  /** GET through the router. */
  public HttpResponse<String> request(String path, String... headers) {
    return request(URI.create(variable("LJ_ROUTER") + path), headers);
  }

  private HttpResponse<String> request(URI uri, String... headers) {
    try {
      var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10));
      for (int i = 0; i < headers.length; i += 2) {
        request.header(headers[i], headers[i + 1]);
      }
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** What the server tells Prometheus. */
  public String metrics() {
    return request(URI.create(variable("LJ_SERVER") + "/metrics")).body();
  }

  /** GET on Consul's API. */
  public JsonNode consul(String path) {
    try {
      return JSON.readTree(request(URI.create(variable("CONSUL_HTTP_ADDR") + path)).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A variable of {@code lonejupiter env}. */
  public String variable(String name) {
    return environment.get(name);
  }

  /** Pid of a part, as the supervisor wrote it down. */
  public long pidOf(String part) {
    try {
      var file = data.resolve("parts").resolve(part + ".json");
      return JSON.readTree(Files.readString(file)).path("pid").asLong();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pid of HAProxy's master. */
  public long proxyPid() {
    var needle = data.resolve("router").toString();
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().orElse("").contains("haproxy"))
        .filter(p -> p.info().commandLine().orElse("").contains(needle))
        .mapToLong(ProcessHandle::pid)
        .min()
        .orElse(-1);
  }

  /** Kills a part and waits until it is there again. */
  public void restart(String part, String signal) {
    var before = pidOf(part);
    Shell.run(home, Map.of(), List.of("kill", "-" + signal, Long.toString(before))).orFail();
    awaitThat(part + " comes back", () -> pidOf(part) != before);
  }

  public Path home() {
    return home;
  }

  public Path data() {
    return data;
  }

  @Override
  public void close() {
    lonejupiter("down", "--purge").orFail();
  }
}
