package io.lonejupiter.cli.command;

import io.lonejupiter.server.Server;
import io.lonejupiter.server.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code server}: the control plane alone. */
@Command(
    name = "server",
    description = {
      "Runs a server alone.",
      "That is the reconcilers, the artifact service, and the API unless --kubeconfig names a real"
          + " Kubernetes. Of several on one Consul one leads."
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
      description = "Where it listens, and hosts reach it. Default: ${DEFAULT-VALUE}.")
  private String address;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Artifact service, metrics and probes. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "A real Kubernetes API to work against. Default: the embedded one.")
  private Path kubeconfig;

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      defaultValue = "6443",
      description = "Port of the embedded API. Default: ${DEFAULT-VALUE}.")
  private int apiPort;

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
    Server.run(
        new ServerSettings(
            consul.cluster(),
            consul.address(),
            data.toAbsolutePath().normalize(),
            address,
            port,
            Optional.ofNullable(kubeconfig),
            apiPort,
            hostLossDelay));
    return 0;
  }
}
