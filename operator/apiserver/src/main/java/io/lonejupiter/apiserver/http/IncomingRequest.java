package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.access.Attributes;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads an HTTP request as values; decides nothing. */
final class IncomingRequest {
  private IncomingRequest() {}

  /**
   * What it wants.
   *
   * @throws IllegalArgumentException its path or query is malformed
   */
  static Attributes attributes(HttpServerRequest request) {
    if (request.path() != null && !request.path().startsWith("/")) {
      throw new IllegalArgumentException("no path");
    }
    return Attributes.of(request.method().name(), path(request), query(request.query()));
  }

  /** Such a request has no body, and must not be read before it is known what it gets. */
  static boolean wantsWebSocket(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_1_1
        && request.method() == HttpMethod.GET
        && header(request, "Upgrade").equalsIgnoreCase("websocket")
        && header(request, "Connection").toLowerCase(Locale.ROOT).contains("upgrade");
  }

  /** All of it, once its body is there. */
  static ApiRequest read(Exchange exchange, byte[] body) {
    HttpServerRequest request = exchange.request;
    String contentType = header(request, "Content-Type").split(";")[0].strip();
    return new ApiRequest(
        request.method().name(),
        path(request),
        query(request.query()),
        String.join(",", request.headers().getAll("Accept")),
        takesGzip(request),
        contentType.toLowerCase(Locale.ROOT),
        header(request, "User-Agent"),
        body,
        exchange.actsAs());
  }

  private static String path(HttpServerRequest request) {
    return decoded(request.path() == null ? "/" : request.path());
  }

  private static boolean takesGzip(HttpServerRequest request) {
    for (String encoding : header(request, "Accept-Encoding").split(",")) {
      if (encoding.split(";")[0].strip().equals("gzip")) {
        return true;
      }
    }
    return false;
  }

  private static String decoded(String path) {
    String plain =
        path.contains("%")
            ? URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8)
            : path;
    return plain.length() > 1 && plain.endsWith("/") && !ResourcePath.isOfResource(plain)
        ? plain.substring(0, plain.length() - 1)
        : plain;
  }

  private static String header(HttpServerRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new HashMap<>();
    if (text != null) {
      for (String pair : text.split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        String decoded = URLDecoder.decode(name, StandardCharsets.UTF_8);
        query.merge(
            decoded,
            URLDecoder.decode(value, StandardCharsets.UTF_8),
            (first, next) -> ApiRequest.LISTS.contains(decoded) ? first + "," + next : first);
      }
    }
    return query;
  }
}
