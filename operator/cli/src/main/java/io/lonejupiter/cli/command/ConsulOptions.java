package io.lonejupiter.cli.command;

import io.lonejupiter.consul.ConsulAddress;
import picocli.CommandLine.Option;

/** The Consul that a part works with. */
final class ConsulOptions {
  @Option(
      names = "--consul",
      paramLabel = "ADDRESS",
      defaultValue = "${env:CONSUL_HTTP_ADDR:-http://127.0.0.1:8500}",
      description =
          "The Consul agent of this host. Default: CONSUL_HTTP_ADDR, or http://127.0.0.1:8500.")
  private String address;

  @Option(
      names = "--consul-token",
      paramLabel = "TOKEN",
      defaultValue = "${env:CONSUL_HTTP_TOKEN}",
      description = "The ACL token for it. Default: CONSUL_HTTP_TOKEN.")
  private String token;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "default",
      description =
          "Name of the installation; several may share one Consul. Default: ${DEFAULT-VALUE}.")
  private String cluster;

  ConsulAddress address() {
    return ConsulAddress.parse(address, token);
  }

  String cluster() {
    return cluster;
  }
}
