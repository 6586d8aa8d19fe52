package io.lonejupiter.cli.command;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.observe.Api;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The API that is meant. The first row that names one is the answer:
 *
 * <ol>
 *   <li>{@code --kubeconfig}
 *   <li>{@code --data}: what {@code up} started there
 *   <li>{@code KUBECONFIG}
 *   <li>what {@code up} started beside the launcher
 *   <li>{@code ~/.kube/config}
 * </ol>
 */
final class ApiOptions {
  private static final String VARIABLE = "KUBECONFIG";

  @Mixin private StateOptions state;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "The API. Default: KUBECONFIG, else what up started, else ~/.kube/config; --data comes"
              + " before KUBECONFIG.")
  private Path kubeconfig;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      defaultValue = "default",
      description = "The namespace. Default: ${DEFAULT-VALUE}.")
  private String namespace;

  String namespace() {
    return namespace;
  }

  StateOptions state() {
    return state;
  }

  /**
   * Does something there.
   *
   * @throws CommandFailure the API does not answer, or refuses
   */
  <T> T with(Function<KubernetesClient, T> task) {
    var file = file(System.getenv());
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(
          "there is no kubeconfig "
              + file
              + ": name one with --kubeconfig or KUBECONFIG, or start a system with ./lonejupiter"
              + " up");
    }
    try (var client = Api.open(file)) {
      return task.apply(client);
    } catch (KubernetesClientException e) {
      var said = e.getStatus() == null ? null : e.getStatus().getMessage();
      throw new CommandFailure(
          said == null ? "the API of " + file + " does not answer: " + e.getMessage() : said, e);
    }
  }

  private Path file(Map<String, String> environment) {
    var started = state.folder().kubeconfig();
    if (kubeconfig != null) {
      return kubeconfig;
    }
    if (state.isNamed()) {
      return started;
    }
    if (!environment.getOrDefault(VARIABLE, "").isBlank()) {
      return Path.of(environment.get(VARIABLE));
    }
    return Files.isRegularFile(started)
        ? started
        : Path.of(System.getProperty("user.home"), ".kube", "config");
  }
}
