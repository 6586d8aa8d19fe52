package io.lonejupiter.server;

import java.nio.file.Path;
import java.util.Map;

/** How a server reaches a real Kubernetes API and shows who it is. */
public sealed interface KubernetesAccess {
  /** By a kubeconfig's current context. */
  record Kubeconfig(Path file) implements KubernetesAccess {
    @Override
    public String toString() {
      return file.toString();
    }
  }

  /**
   * As a service account.
   *
   * @param folder holds {@code token}, which is read anew as Kubernetes renews it, and {@code
   *     ca.crt}
   * @param url of the API
   */
  record ServiceAccount(Path folder, String url) implements KubernetesAccess {
    @Override
    public String toString() {
      return url;
    }
  }

  /**
   * What a pod has by itself.
   *
   * @param environment of the process
   * @param folder of the service account
   * @throws IllegalArgumentException this process runs in no pod
   */
  static ServiceAccount ofPod(Map<String, String> environment, Path folder) {
    var host = environment.get("KUBERNETES_SERVICE_HOST");
    var port = environment.get("KUBERNETES_SERVICE_PORT");
    if (host == null || port == null) {
      throw new IllegalArgumentException(
          "this is no pod of a Kubernetes cluster: KUBERNETES_SERVICE_HOST and"
              + " KUBERNETES_SERVICE_PORT are not set; name a kubeconfig instead");
    }
    return new ServiceAccount(folder, "https://" + HostPort.inUrl(host) + ":" + port + "/");
  }
}
