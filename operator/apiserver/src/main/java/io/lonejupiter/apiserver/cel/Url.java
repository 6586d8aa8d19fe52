package io.lonejupiter.apiserver.cel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A URL as Go's {@code net/url} reads it.
 *
 * @param text as written
 * @param path unescaped
 * @param rawPath as written
 * @param query as written, without the question mark
 */
record Url(String text, String scheme, String host, String path, String rawPath, String query)
    implements Libraries.Typed {

  /** Says in Go's words why a text is no URL. */
  static final class UrlException extends Exception {
    private static final long serialVersionUID = 1;

    UrlException(String message) {
      super(message);
    }
  }

  /**
   * @throws UrlException the text is neither an absolute URL nor an absolute path
   */
  static Url parse(String text) throws UrlException {
    try {
      read(text, true);
      int fragment = text.indexOf('#');
      Url url = read(fragment < 0 ? text : text.substring(0, fragment), false);
      return new Url(text, url.scheme, url.host, url.path, url.rawPath, url.query);
    } catch (UrlException e) {
      throw new UrlException("parse " + FormatString.quoted(text) + ": " + e.getMessage());
    }
  }

  private static Url read(String text, boolean viaRequest) throws UrlException {
    for (char c : text.toCharArray()) {
      if (c < ' ' || c == 0x7f) {
        throw new UrlException("net/url: invalid control character in URL");
      }
    }
    if (text.isEmpty() && viaRequest) {
      throw new UrlException("empty url");
    }
    if (text.equals("*")) {
      return new Url(text, "", "", "*", "*", "");
    }
    int colon = schemeEnd(text);
    String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = colon < 0 ? text : text.substring(colon + 1);
    int question = rest.indexOf('?');
    String query = question < 0 ? "" : rest.substring(question + 1);
    rest = question < 0 ? rest : rest.substring(0, question);
    if (!rest.startsWith("/")) {
      if (!scheme.isEmpty()) {
        return new Url(text, scheme, "", "", "", query);
      }
      if (viaRequest) {
        throw new UrlException("invalid URI for request");
      }
      String first = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
      if (first.contains(":")) {
        throw new UrlException("first path segment in URL cannot contain colon");
      }
    }
    String host = "";
    boolean hasAuthority =
        (!scheme.isEmpty() || !viaRequest && !rest.startsWith("///")) && rest.startsWith("//");
    if (hasAuthority) {
      int slash = rest.indexOf('/', 2);
      String authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
      rest = slash < 0 ? "" : rest.substring(slash);
      host = host(authority);
    }
    return new Url(text, scheme, host, unescape(rest, false), rest, query);
  }

  private static int schemeEnd(String text) throws UrlException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (isLetter) {
        continue;
      }
      if (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.') {
        if (i == 0) {
          return -1;
        }
      } else if (c == ':') {
        if (i == 0) {
          throw new UrlException("missing protocol scheme");
        }
        return i;
      } else {
        return -1;
      }
    }
    return -1;
  }

  private static String host(String authority) throws UrlException {
    int at = authority.lastIndexOf('@');
    if (at >= 0) {
      String user = authority.substring(0, at);
      if (!user.matches("[A-Za-z0-9\\-._:~!$&'()*+,;=%@]*")) {
        throw new UrlException("net/url: invalid userinfo");
      }
      unescape(user, false);
    }
    String host = authority.substring(at + 1);
    String port;
    if (host.startsWith("[")) {
      int close = host.lastIndexOf(']');
      if (close < 0) {
        throw new UrlException("missing ']' in host");
      }
      port = host.substring(close + 1);
    } else {
      int colon = host.lastIndexOf(':');
      port = colon < 0 ? "" : host.substring(colon);
    }
    if (!port.isEmpty() && !port.matches(":\\d*")) {
      throw new UrlException("invalid port " + FormatString.quoted(port) + " after host");
    }
    for (char c : host.toCharArray()) {
      if (c <= ' ' || "\\^`{}|".indexOf(c) >= 0 && c != 0) {
        throw new UrlException(
            "invalid character " + FormatString.quoted(String.valueOf(c)) + " in host name");
      }
    }
    return unescape(host, true);
  }

  private static String unescape(String text, boolean isHost) throws UrlException {
    if (!text.contains("%")) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] written = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < written.length; i++) {
      if (written[i] != '%') {
        bytes.write(written[i]);
        continue;
      }
      boolean complete =
          i + 2 < written.length
              && Character.digit(written[i + 1], 16) >= 0
              && Character.digit(written[i + 2], 16) >= 0;
      int value =
          complete
              ? Character.digit(written[i + 1], 16) * 16 + Character.digit(written[i + 2], 16)
              : -1;
      if (!complete || isHost && value < 0x80 && value != '%') {
        String escape =
            new String(written, i, Math.min(3, written.length - i), StandardCharsets.UTF_8);
        throw new UrlException("invalid URL escape " + FormatString.quoted(escape));
      }
      bytes.write(value);
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  String hostname() {
    if (host.startsWith("[")) {
      return host.substring(1, host.lastIndexOf(']'));
    }
    int colon = host.lastIndexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  String port() {
    int colon =
        host.startsWith("[") ? host.indexOf(':', host.lastIndexOf(']')) : host.lastIndexOf(':');
    return colon < 0 ? "" : host.substring(colon + 1);
  }

  String escapedPath() {
    StringBuilder escaped = new StringBuilder();
    for (byte b : rawPath.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "-_.~$&+,/:;=@!'()*[]%".indexOf(c) >= 0;
      escaped.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return escaped.toString();
  }

  /** The parameters by name; those that cannot be read are left out, as Go does. */
  Map<String, List<String>> parameters() {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String each : query.split("&")) {
      if (each.isEmpty() || each.contains(";")) {
        continue;
      }
      int equals = each.indexOf('=');
      try {
        String name =
            unescape((equals < 0 ? each : each.substring(0, equals)).replace('+', ' '), false);
        String value =
            equals < 0 ? "" : unescape(each.substring(equals + 1).replace('+', ' '), false);
        parameters.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
      } catch (UrlException e) {
        continue;
      }
    }
    return parameters;
  }

  @Override
  public String toString() {
    return text;
  }

  @Override
  public String typeName() {
    return "kubernetes.URL";
  }
}
