package io.lonejupiter.consul;

import java.net.URI;

/**
 * Where a Consul agent answers.
 *
 * @param url such as {@code http://127.0.0.1:8500}
 * @param token ACL token, or null
 */
public record ConsulAddress(URI url, String token) {

  /** Reads {@code CONSUL_HTTP_ADDR}'s forms: {@code host:port} or a URL. */
  public static ConsulAddress parse(String text, String token) {
    var url = URI.create(text.contains("://") ? text : "http://" + text);
    if (url.getHost() == null || url.getPort() < 0) {
      throw new IllegalArgumentException(
          "consul: '" + text + "' is not an address; write it as http://127.0.0.1:8500");
    }
    return new ConsulAddress(url, token == null || token.isBlank() ? null : token);
  }
}
