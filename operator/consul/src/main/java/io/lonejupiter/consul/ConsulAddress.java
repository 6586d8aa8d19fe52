package io.lonejupiter.consul;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a Consul agent answers.
 *
 * @param url such as {@code http://127.0.0.1:8500}
 * @param token ACL token, or null
 * @param caFile certificates in PEM that sign Consul's own; empty: those that Java trusts
 */
public record ConsulAddress(URI url, String token, Optional<Path> caFile) {

  /** As {@link #parse(String, String, Path)} with the certificates that Java trusts. */
  public static ConsulAddress parse(String text, String token) {
    return parse(text, token, null);
  }

  /**
   * Reads {@code CONSUL_HTTP_ADDR}'s forms: {@code host:port} or a URL.
   *
   * @param caFile or null
   */
  public static ConsulAddress parse(String text, String token, Path caFile) {
    var url = URI.create(text.contains("://") ? text : "http://" + text);
    if (url.getHost() == null || url.getPort() < 0) {
      throw new IllegalArgumentException(
          "consul: '" + text + "' is not an address; write it as http://127.0.0.1:8500");
    }
    return new ConsulAddress(
        url, token == null || token.isBlank() ? null : token, Optional.ofNullable(caFile));
  }
}
