package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.consul.ConsulAddress;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** By what Consul knows who asks, and by what it is known. */
final class ConsulAccessOptions {
  private static final String TOKEN = "CONSUL_HTTP_TOKEN";
  private static final String TOKEN_FILE = "CONSUL_HTTP_TOKEN_FILE";

  @Option(
      names = "--consul-token",
      paramLabel = "TOKEN",
      description = "The ACL token for it. Default: CONSUL_HTTP_TOKEN.")
  private String token;

  @Option(
      names = "--consul-token-file",
      paramLabel = "FILE",
      description = "A file with the ACL token for it. Default: CONSUL_HTTP_TOKEN_FILE.")
  private Path tokenFile;

  @Option(
      names = "--consul-ca",
      paramLabel = "FILE",
      defaultValue = "${env:CONSUL_CACERT}",
      description =
          "Certificates in PEM that sign Consul's own, for https. Default: CONSUL_CACERT, or those"
              + " that Java trusts.")
  private Path caFile;

  /**
   * A Consul with what these options say.
   *
   * @throws CommandFailure no such address can be, or the token cannot be read
   */
  ConsulAddress at(String address) {
    try {
      return ConsulAddress.parse(address, token(System.getenv()), caFile);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  /** As Consul's own commands choose: a file before the token, an option before the environment. */
  String token(Map<String, String> environment) {
    if (tokenFile != null) {
      return read("--consul-token-file", tokenFile);
    }
    var named = environment.getOrDefault(TOKEN_FILE, "");
    if (token == null && !named.isEmpty()) {
      return read(TOKEN_FILE, Path.of(named));
    }
    return token == null ? environment.get(TOKEN) : token;
  }

  private static String read(String option, Path file) {
    try {
      var read = Files.readString(file).strip();
      if (read.isEmpty()) {
        throw new IllegalArgumentException("%s: %s has no token in it".formatted(option, file));
      }
      return read;
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException("%s: %s is no text".formatted(option, file), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: %s cannot be read: %s".formatted(option, file, e.getMessage()), e);
    }
  }
}
