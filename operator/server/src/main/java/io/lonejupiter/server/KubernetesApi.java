package io.lonejupiter.server;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Kubernetes API that the reconcilers work against, and a client for it. */
final class KubernetesApi implements AutoCloseable {
  private final KubernetesClient client;
  private final AutoCloseable server;

  private KubernetesApi(KubernetesClient client, AutoCloseable server) {
    this.client = client;
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
    return new KubernetesApi(client, () -> {});
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

  KubernetesClient client() {
    return client;
  }

  @Override
  public void close() throws Exception {
    client.close();
    server.close();
  }
}
