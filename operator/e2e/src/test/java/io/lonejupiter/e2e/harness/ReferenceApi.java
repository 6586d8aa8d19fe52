package io.lonejupiter.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A real Kubernetes API, started by the script that {@code LJ_REFERENCE_API} names. */
public final class ReferenceApi implements AutoCloseable {
  private static final String START = System.getenv("LJ_REFERENCE_API");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Path home = Path.of(System.getProperty("lj.home")).toAbsolutePath().normalize();
  private final Path kubeconfig;
  private final String kubectl = Tools.standard(line -> {}).kubectl().executable().toString();

  private ReferenceApi(Path kubeconfig) {
    this.kubeconfig = kubeconfig;
  }

  public static boolean isPresent() {
    return START != null && !START.isEmpty();
  }

  /**
   * Starts one.
   *
   * @param flavour {@code refserver}: the newest kinds; {@code k120}: Kubernetes 1.20 with RBAC
   * @param arguments more ones for the API server
   */
  public static ReferenceApi start(String flavour, String... arguments) {
    return start(Map.of("FLAVOUR", flavour, "REF_ARGS", String.join(" ", arguments)));
  }

  /** Starts one; {@code environment} is the script's. */
  public static ReferenceApi start(Map<String, String> environment) {
    var started = Shell.run(Path.of("").toAbsolutePath(), environment, List.of(START)).orFail();
    return new ReferenceApi(Path.of(started.strip()));
  }

  /** As the administrator. */
  public Shell.Result kubectl(String... words) {
    var command = new ArrayList<>(List.of(kubectl, "--kubeconfig", kubeconfig.toString()));
    command.addAll(List.of(words));
    // kubectl remembers for hours what an address served, also if it was another API's.
    var memory = kubeconfig.resolveSibling("kubectl").toString();
    return Shell.run(home, Map.of("KUBECACHEDIR", memory), command);
  }

  public Shell.Result apply(String manifests, String... options) {
    try {
      var file = Files.createTempFile("lj-manifests", ".yaml");
      try {
        Files.writeString(file, manifests);
        var words = new ArrayList<>(List.of("apply", "-f", file.toString()));
        words.addAll(List.of(options));
        return kubectl(words.toArray(String[]::new));
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonNode get(String... words) {
    var command = new ArrayList<>(List.of("get", "-o", "json"));
    command.addAll(List.of(words));
    try {
      return YAML.readTree(kubectl(command.toArray(String[]::new)).orFail());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean exists(String object, String namespace) {
    return kubectl("get", object, "-n", namespace).exitCode() == 0;
  }

  /** A client of the administrator's. */
  public KubernetesClient client() {
    try {
      var config = Config.fromKubeconfig(Files.readString(kubeconfig));
      return new KubernetesClientBuilder().withConfig(config).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode cluster() {
    try {
      return YAML.readTree(kubeconfig.toFile()).at("/clusters/0/cluster");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path kubeconfig() {
    return kubeconfig;
  }

  public URI url() {
    return URI.create(cluster().path("server").asText());
  }

  /** Makes of a folder the one that a pod would have, with a token of one hour. */
  public Path serviceAccount(Path folder, String namespace, String name) {
    try {
      Files.createDirectories(folder);
      var ca = cluster().path("certificate-authority-data").asText();
      Files.write(folder.resolve("ca.crt"), Base64.getDecoder().decode(ca));
      var token = kubectl("create", "token", name, "-n", namespace, "--duration=1h").orFail();
      Files.writeString(folder.resolve("token"), token);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its processes. */
  public List<Long> pids() {
    try {
      return Files.readAllLines(kubeconfig.resolveSibling("pids")).stream()
          .map(Long::parseLong)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it; with {@code keepData} it can be started again on the same data. */
  public void stop(boolean keepData) {
    Shell.run(
            kubeconfig.getRoot(),
            keepData ? Map.of("KEEP", "1") : Map.of(),
            List.of(Path.of(START).resolveSibling("stop").toString(), kubeconfig.toString()))
        .orFail();
  }

  @Override
  public void close() {
    stop(false);
  }
}
