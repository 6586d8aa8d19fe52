package io.lonejupiter.router.table;

import io.lonejupiter.core.route.RequestPath;
import io.lonejupiter.core.validate.RegularExpressions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as routes look at it.
 *
 * @param host in lower case and without a port
 * @param path in the form in which it is looked for, {@link RequestPath}
 * @param headers by name in lower case
 */
public record Request(
    String method,
    String host,
    String path,
    Map<String, String> headers,
    Map<String, String> cookies,
    Map<String, String> query) {

  public Request {
    host = host.toLowerCase(Locale.ROOT).replaceFirst("\\.+$", "");
    path = RequestPath.normalized(path);
    var lower = new TreeMap<String, String>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    headers = Collections.unmodifiableMap(lower);
  }

  /**
   * The parameters of a query, decoded; of several of one name the first.
   *
   * @param query without the question mark; may be null
   */
  public static Map<String, String> parameters(String query) {
    var parameters = new TreeMap<String, String>();
    for (var pair : query == null ? new String[0] : query.split("[&;]")) {
      var at = pair.indexOf('=');
      if (at > 0) {
        parameters.putIfAbsent(
            pair.substring(0, at),
            URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  /** The names of hosts that rules of it may have, the most special one first. */
  List<String> hosts() {
    var hosts = new ArrayList<String>();
    hosts.add(host);
    for (var dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      hosts.add("*" + host.substring(dot));
    }
    hosts.add(Claim.ANY_HOST);
    return hosts;
  }

  boolean fulfils(Condition condition) {
    var feature = condition.feature();
    return value(feature)
        .filter(
            value ->
                feature.asksForMatch()
                    ? RegularExpressions.matches(feature.expression(), value)
                    : value.equals(condition.value()))
        .isPresent();
  }

  private Optional<String> value(Feature feature) {
    return Optional.ofNullable(
        switch (feature.source()) {
          case METHOD -> method;
          case PATH -> path;
          case HEADER -> headers.get(feature.name());
          case COOKIE -> cookies.get(feature.name());
          case QUERY -> query.get(feature.name());
        });
  }
}
