package io.lonejupiter.cli.command;

import io.lonejupiter.consul.ConsulAddress;
import java.nio.file.Path;
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
      names = "--consul-ca",
      paramLabel = "FILE",
      defaultValue = "${env:CONSUL_CACERT}",
      description =
          "Certificates in PEM that sign Consul's own, for https. Default: CONSUL_CACERT, or those"
              + " that Java trusts.")
  private Path caFile;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "${env:LJ_CLUSTER:-default}",
      description =
          "Name of the installation; several may share one Consul. Default: LJ_CLUSTER, or default.")
  private String cluster;

  ConsulAddress address() {
    return ConsulAddress.parse(address, token, caFile);
  }

  String cluster() {
    return cluster;
  }
}
