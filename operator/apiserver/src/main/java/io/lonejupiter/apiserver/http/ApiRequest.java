package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.access.User;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A request as values.
 *
 * @param path decoded, without the query
 * @param query the first value of each parameter; all values of {@link #LISTS}, with commas
 * @param accept empty when not sent
 * @param gzip whether the answer may be compressed
 * @param contentType without parameters, in lower case; empty when not sent
 * @param user as whom it is done, and who is allowed to
 */
record ApiRequest(
    String method,
    String path,
    Map<String, String> query,
    String accept,
    boolean gzip,
    String contentType,
    String userAgent,
    byte[] body,
    User user) {

  /** Parameters that have several values. */
  static final Set<String> LISTS = Set.of("dryRun");

  String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  /** All values of a parameter that has several; none when it was not sent. */
  List<String> values(String name) {
    return query.containsKey(name) ? List.of(query.get(name).split(",", -1)) : List.of();
  }

  /** As Kubernetes reads flags: set unless it says false or 0. */
  boolean flag(String name) {
    String value = query.get(name);
    return value != null && !value.equalsIgnoreCase("false") && !value.equals("0");
  }

  /**
   * A number of the query; 0 when it was not sent.
   *
   * @throws ApiException 400 in the words of Kubernetes
   */
  long number(String name) {
    String text = query.get(name);
    if (text == null) {
      return 0;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ApiException.badRequest(
          "strconv.ParseInt: parsing \""
              + text
              + "\": "
              + (text.matches("[+-]?[0-9]+") ? "value out of range" : "invalid syntax"));
    }
  }
}
