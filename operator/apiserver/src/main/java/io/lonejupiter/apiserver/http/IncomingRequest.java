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

  /** The first value of each parameter; all values of {@link ApiRequest#LISTS}, with commas. */
  static Map<String, String> query(HttpServerRequest request) {
    return query(request.query());
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
    return new ApiRequest(
        request.method().name(),
        path(request),
        query(request.query()),
        String.join(",", request.headers().getAll("Accept")),
        takesGzip(request),
        contentType(header(request, "Content-Type")),
        header(request, "User-Agent"),
        body,
        exchange.actsAs());
  }

  /** Without its parameters; as it is, which is no type, if one of them is none. */
  private static String contentType(String header) {
    String[] parts = header.split(";");
    for (int i = 1; i < parts.length; i++) {
      if (!parts[i].isBlank() && !parts[i].contains("=")) {
        return header;
      }
    }
    return parts.length == 0 ? header : parts[0].strip().toLowerCase(Locale.ROOT);
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
    return path.contains("%")
        ? URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8)
        : path;
  }

  private static String header(HttpServerRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  /** What cannot be read of it is not there, as for a server written in Go. */
  private static Map<String, String> query(String text) {
    Map<String, String> query = new HashMap<>();
    if (text != null) {
      for (String pair : text.split("&")) {
        if (!pair.contains(";")) {
          add(query, pair);
        }
      }
    }
    return query;
  }

  private static void add(Map<String, String> query, String pair) {
    int equals = pair.indexOf('=');
    try {
      String name =
          URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
      String value =
          equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
      query.merge(
          name,
          value,
          (first, next) -> ApiRequest.LISTS.contains(name) ? first + "," + next : first);
    } catch (IllegalArgumentException e) {
      // An escape that is none.
    }
  }
}
