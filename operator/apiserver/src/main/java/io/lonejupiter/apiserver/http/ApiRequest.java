package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.access.User;
import java.util.Locale;
import java.util.Map;

/**
 * A request as values.
 *
 * @param path decoded, without the query
 * @param query the first value of each parameter
 * @param accept empty when not sent
 * @param contentType without parameters, in lower case; empty when not sent
 * @param upgrade asks for another protocol
 * @param user as whom it is done, and who is allowed to
 */
record ApiRequest(
    String method,
    String path,
    Map<String, String> query,
    String accept,
    String contentType,
    String userAgent,
    boolean upgrade,
    byte[] body,
    User user) {

  String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  /** A flag is set by {@code true} or {@code 1}. */
  boolean flag(String name) {
    String value = parameter(name).toLowerCase(Locale.ROOT);
    return value.equals("true") || value.equals("1");
  }
}
