package io.lonejupiter.server;

import io.lonejupiter.consul.ConsulAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of one server.
 *
 * @param dataDir keeps blobs, certificates, the admin's token, the session id, the audit log and
 *     {@code kubeconfig}
 * @param listen the artifact service, metrics and probes listen on this address
 * @param direct where other servers reach the same
 * @param advertised where hosts and Consul reach the same; in front of it may be a load balancer
 * @param kubernetes a real Kubernetes API to work against; empty: the embedded one
 * @param apiPort where the embedded API listens, on {@code listen}
 * @param uploadToken a file with one more token that uploads are allowed to
 * @param hostLossDelay how long a lost host is waited for before its instances are replaced
 */
public record ServerSettings(
    String cluster,
    ConsulAddress consul,
    Path dataDir,
    String listen,
    HostPort direct,
    HostPort advertised,
    Optional<KubernetesAccess> kubernetes,
    int apiPort,
    Optional<Path> uploadToken,
    Duration hostLossDelay) {
  public static final Duration DEFAULT_HOST_LOSS_DELAY = Duration.ofSeconds(30);

  /** Where the embedded API is reached. */
  String apiUrl() {
    return "https://" + HostPort.inUrl(direct.host()) + ":" + apiPort;
  }

  /** The kubeconfig of the embedded API; written once it answers. */
  public Path kubeconfigFile() {
    return dataDir.resolve("kubeconfig");
  }
}
