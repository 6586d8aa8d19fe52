package io.lonejupiter.cli.command;

import io.lonejupiter.consul.ConsulAddress;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The Consul that a part works with. */
final class ConsulOptions {
  @Mixin private ConsulAccessOptions access;

  @Option(
      names = "--consul",
      paramLabel = "ADDRESS",
      defaultValue = "${env:CONSUL_HTTP_ADDR:-http://127.0.0.1:8500}",
      description =
          "The Consul agent of this host. Default: CONSUL_HTTP_ADDR, or http://127.0.0.1:8500.")
  private String address;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "${env:LJ_CLUSTER:-default}",
      description =
          "Name of the installation; several may share one Consul. Default: LJ_CLUSTER, or default.")
  private String cluster;

  ConsulAddress address() {
    return access.at(address);
  }

  String cluster() {
    return cluster;
  }
}
