package io.lonejupiter.server;

/** A name or an IP address with a port. */
public record HostPort(String host, int port) {
  public HostPort {
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("'" + host + ":" + port + "' is no host with a port");
    }
  }

  /**
   * Reads {@code host}, {@code host:port}, {@code [IPv6]:port} or an IPv6 address alone.
   *
   * @param otherwise the port where none is named
   * @throws IllegalArgumentException it is none of these
   */
  public static HostPort parse(String text, int otherwise) {
    var bracket = text.indexOf(']');
    var colon = text.lastIndexOf(':');
    var bareIpv6 = bracket < 0 && colon != text.indexOf(':');
    if (bareIpv6 || colon < bracket || colon < 0) {
      return new HostPort(unbracketed(text), otherwise);
    }
    try {
      var port = Integer.parseInt(text.substring(colon + 1));
      return new HostPort(unbracketed(text.substring(0, colon)), port);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no host with a port", e);
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  static String inUrl(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** {@code http://host:port}. */
  String url() {
    return "http://" + inUrl(host) + ":" + port;
  }
}
