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
 * @param address the artifact service, metrics and probes listen on it, and hosts reach it there
 * @param port of the same
 * @param kubeconfig a real Kubernetes API to work against; empty: the embedded one
 * @param apiPort where the embedded API listens, on {@code address}
 * @param hostLossDelay how long a lost host is waited for before its instances are replaced
 */
public record ServerSettings(
    String cluster,
    ConsulAddress consul,
    Path dataDir,
    String address,
    int port,
    Optional<Path> kubeconfig,
    int apiPort,
    Duration hostLossDelay) {
  public static final Duration DEFAULT_HOST_LOSS_DELAY = Duration.ofSeconds(30);

  /** The kubeconfig of the embedded API; written once it answers. */
  public Path kubeconfigFile() {
    return dataDir.resolve("kubeconfig");
  }
}
