package io.lonejupiter.server;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.lonejupiter.apiserver.ApiListener;
import io.lonejupiter.apiserver.ApiServer;
import io.lonejupiter.apiserver.ApiServerSettings;
import io.lonejupiter.apiserver.PodSource;
import io.lonejupiter.apiserver.access.AccessSource;
import io.lonejupiter.apiserver.audit.AuditSettings;
import io.lonejupiter.apiserver.limit.RequestLimits;
import io.lonejupiter.core.store.ObjectStore;
import io.lonejupiter.kubernetes.resource.Crds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Kubernetes API that the reconcilers work against, and a client for it. */
final class KubernetesApi implements AutoCloseable {
  /** Stands for the URL where the API is not ours. */
  static final String OF_KUBERNETES = "kubernetes";

  private final KubernetesClient client;
  private final String url;
  private final AutoCloseable server;

  private KubernetesApi(KubernetesClient client, String url, AutoCloseable server) {
    this.client = client;
    this.url = url;
    this.server = server;
  }

  /** A real one. Its CRDs must be there. */
  static KubernetesApi real(Path kubeconfig) {
    var client = client(kubeconfig);
    var crd = client.apiextensions().v1().customResourceDefinitions();
    if (crd.withName("applicationmaps.lonejupiter.io").get() == null) {
      client.close();
      throw new IllegalStateException(
          "the API of "
              + kubeconfig
              + " does not know the kinds of lonejupiter.io; run: kubectl apply -f crds/");
    }
    return new KubernetesApi(client, OF_KUBERNETES, () -> {});
  }

  /** The embedded one, whose objects are in the store. */
  static KubernetesApi embedded(
      ServerSettings settings,
      ApiListener listener,
      ObjectStore store,
      PodSource pods,
      Runnable onLeadLost) {
    var server =
        ApiServer.lead(
            listener,
            apiSettings(settings),
            store,
            Crds.all(),
            pods,
            new ValidateAdmission(),
            onLeadLost);
    return new KubernetesApi(client(settings.kubeconfigFile()), server.url(), server);
  }

  /** Where the embedded one is reached, whoever leads. */
  static ApiListener listen(ServerSettings settings, AccessSource access) {
    try {
      return ApiListener.listen(apiSettings(settings), access);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the API cannot listen on " + settings.address() + ":" + settings.apiPort(), e);
    }
  }

  private static ApiServerSettings apiSettings(ServerSettings settings) {
    return new ApiServerSettings(
        settings.address(),
        settings.apiPort(),
        "",
        List.of(settings.address(), "127.0.0.1", "localhost"),
        settings.dataDir(),
        settings.kubeconfigFile(),
        ApiServerSettings.DEFAULT_MAX_BODY_BYTES,
        ApiServerSettings.DEFAULT_HISTORY_SIZE,
        RequestLimits.STANDARD,
        AuditSettings.in(settings.dataDir()),
        ApiServerSettings.DEFAULT_CERTIFICATE_CHECK);
  }

  private static KubernetesClient client(Path kubeconfig) {
    try {
      var config = Config.fromKubeconfig(Files.readString(kubeconfig));
      // One kind of watch for every API, so that the embedded one needs no other.
      config.setOnlyHttpWatches(true);
      return new KubernetesClientBuilder().withConfig(config).build();
    } catch (IOException e) {
      throw new UncheckedIOException("the kubeconfig " + kubeconfig + " cannot be read", e);
    }
  }

  /** As clients reach the embedded one; {@link #OF_KUBERNETES} for a real one. */
  String url() {
    return url;
  }

  KubernetesClient client() {
    return client;
  }

  @Override
  public void close() throws Exception {
    client.close();
    server.close();
  }
}
