package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.server.HostPort;
import io.lonejupiter.server.KubernetesAccess;
import io.lonejupiter.server.Server;
import io.lonejupiter.server.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code server}: the control plane alone. */
@Command(
    name = "server",
    description = {
      "Runs a server alone.",
      "That is the reconcilers, the artifact service, and the API unless it is to work against a"
          + " real Kubernetes. Of several on one Consul one leads."
    })
final class ServerCommand implements Callable<Integer> {
  @Mixin private ConsulOptions consul;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Folder for blobs, certificates, token and kubeconfig.")
  private Path data;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Its own address, at which other servers reach it; hosts too, unless --advertise names"
              + " another. Default: ${DEFAULT-VALUE}.")
  private String address;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Artifact service, metrics and probes. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      description = "Where it listens, such as 0.0.0.0. Default: its own address.")
  private String listen;

  @Option(
      names = "--advertise",
      paramLabel = "HOST[:PORT]",
      description =
          "Where hosts and Consul reach it, such as a load balancer in front of several. Default:"
              + " its own address and port.")
  private String advertise;

  @ArgGroup private RealKubernetes kubernetes;

  /** A Kubernetes API other than the embedded one. */
  private static final class RealKubernetes {
    @Option(
        names = "--kubeconfig",
        paramLabel = "FILE",
        description = "A real Kubernetes API to work against. Default: the embedded one.")
    private Path kubeconfig;

    @Option(
        names = "--in-cluster",
        description =
            "Work against the Kubernetes API of the cluster that this process is a pod of, as the"
                + " pod's service account.")
    private boolean inCluster;
  }

  @Option(
      names = "--service-account",
      paramLabel = "DIR",
      hidden = true,
      defaultValue = "/var/run/secrets/kubernetes.io/serviceaccount",
      description = "Where the pod's token and ca.crt are.")
  private Path serviceAccount;

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      defaultValue = "6443",
      description = "Port of the embedded API. Default: ${DEFAULT-VALUE}.")
  private int apiPort;

  @Option(
      names = "--upload-token",
      paramLabel = "FILE",
      description =
          "File with a token of 32 characters or more that uploads are allowed to, beside those of"
              + " users. It may be exchanged at any time.")
  private Path uploadToken;

  @Option(
      names = "--host-loss-delay",
      paramLabel = "DURATION",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description =
          "How long a lost host is waited for before its instances are replaced. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration hostLossDelay;

  @Override
  public Integer call() throws InterruptedException {
    Server.run(settings());
    return 0;
  }

  private ServerSettings settings() {
    try {
      return new ServerSettings(
          consul.cluster(),
          consul.address(),
          data.toAbsolutePath().normalize(),
          listen == null ? address : listen,
          new HostPort(address, port),
          advertise == null ? new HostPort(address, port) : HostPort.parse(advertise, port),
          kubernetes(),
          apiPort,
          Optional.ofNullable(uploadToken),
          hostLossDelay);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private Optional<KubernetesAccess> kubernetes() {
    if (kubernetes == null) {
      return Optional.empty();
    }
    return Optional.of(
        kubernetes.inCluster
            ? KubernetesAccess.ofPod(System.getenv(), serviceAccount)
            : new KubernetesAccess.Kubeconfig(kubernetes.kubeconfig));
  }
}
