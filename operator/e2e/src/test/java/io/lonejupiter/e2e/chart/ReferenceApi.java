package io.lonejupiter.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.lonejupiter.e2e.harness.Shell;
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
final class ReferenceApi implements AutoCloseable {
  private static final String START = System.getenv("LJ_REFERENCE_API");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Path folder;
  private final String kubeconfig;
  private final String kubectl = Tools.standard(line -> {}).kubectl().executable().toString();

  private ReferenceApi(Path folder, String kubeconfig) {
    this.folder = folder;
    this.kubeconfig = kubeconfig;
  }

  /**
   * Starts one.
   *
   * @param folder for the files of commands
   * @param flavour {@code refserver}: the newest kinds; {@code k120}: Kubernetes 1.20 with RBAC
   * @param arguments more ones for the API server
   */
  static ReferenceApi start(Path folder, String flavour, String... arguments) {
    var environment = Map.of("FLAVOUR", flavour, "REF_ARGS", String.join(" ", arguments));
    return new ReferenceApi(
        folder, Shell.run(folder, environment, List.of(START)).orFail().strip());
  }

  /** As the administrator. */
  Shell.Result kubectl(String... words) {
    var command = new ArrayList<>(List.of(kubectl, "--kubeconfig", kubeconfig));
    command.addAll(List.of(words));
    return Shell.run(Chart.home(), Map.of(), command);
  }

  Shell.Result apply(String manifests, String... options) {
    try {
      var file = Files.createTempFile(folder, "manifests", ".yaml");
      Files.writeString(file, manifests);
      var words = new ArrayList<>(List.of("apply", "-f", file.toString()));
      words.addAll(List.of(options));
      return kubectl(words.toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode get(String... words) {
    var command = new ArrayList<>(List.of("get", "-o", "json"));
    command.addAll(List.of(words));
    try {
      return YAML.readTree(kubectl(command.toArray(String[]::new)).orFail());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client of the administrator's. */
  KubernetesClient client() {
    try {
      var config = Config.fromKubeconfig(Files.readString(Path.of(kubeconfig)));
      return new KubernetesClientBuilder().withConfig(config).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode cluster() {
    try {
      return YAML.readTree(Path.of(kubeconfig).toFile()).at("/clusters/0/cluster");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path kubeconfig() {
    return Path.of(kubeconfig);
  }

  URI url() {
    return URI.create(cluster().path("server").asText());
  }

  /** The folder that a pod would have, with a token of one hour. */
  Path serviceAccount(String namespace, String name) {
    try {
      var pod = Files.createDirectories(folder.resolve("serviceaccount"));
      var ca = cluster().path("certificate-authority-data").asText();
      Files.write(pod.resolve("ca.crt"), Base64.getDecoder().decode(ca));
      var token = kubectl("create", "token", name, "-n", namespace, "--duration=1h").orFail();
      Files.writeString(pod.resolve("token"), token);
      return pod;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    var stop = Path.of(START).resolveSibling("stop").toString();
    Shell.run(folder, Map.of(), List.of(stop, kubeconfig)).orFail();
  }
}
