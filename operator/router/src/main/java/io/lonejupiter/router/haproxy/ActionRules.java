package io.lonejupiter.router.haproxy;

import io.lonejupiter.router.table.Action;
import io.lonejupiter.router.table.Action.Kind;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rules by which HAProxy does what a rule's filters and limits ask for. Each looks into a map
 * for the value of the request's own rule, so that values change at run time. Pure.
 */
final class ActionRules {
  /** How many segments the prefix had by which the rule was found. */
  private static final String DEPTH =
      """
        http-request set-var(txn.depth) var(txn.route),field(2,|)
        http-request set-var(txn.route) var(txn.route),field(1,|)
      """;

  /** Only after tracking began is the request itself among the open ones. */
  private static final String CONNECTIONS =
      """
        http-request set-var(txn.most) var(txn.actions),concat(|connections),map_str(maps/actions.map),add(0)
        http-request track-sc2 var(txn.route),field(1,^) table connections if { var(txn.most) -m found }
        http-request return status 429 content-type application/json string "{\\"error\\":\\"this route has as many requests open as it may\\"}" if { var(txn.most) -m found } { sc_conn_cur(2,connections),sub(txn.most) gt 0 }
      """;

  private static final String BODY =
      """
        http-request set-var(txn.longest) var(txn.actions),concat(|body),map_str(maps/actions.map),add(0)
        http-request return status 411 content-type application/json string "{\\"error\\":\\"this route needs the length of a body\\"}" if { var(txn.longest) -m found } { req.hdr(transfer-encoding) -m found }
        http-request return status 413 content-type application/json string "{\\"error\\":\\"the body is longer than this route takes\\"}" if { var(txn.longest) -m found } { req.body_size,sub(txn.longest) gt 0 }
      """;

  private static final String TIMEOUT =
      "  http-request set-timeout %1$s var(txn.actions),concat(|%2$s),map_str(maps/actions.map),add(0) if { var(txn.actions),concat(|%2$s),map_str(maps/actions.map) -m found }\n";

  private static final String PATH =
      """
        http-request set-path %[var(txn.actions),concat(|path),map_str(maps/actions.map)] if { var(txn.actions),concat(|path),map_str(maps/actions.map) -m found }
      """;

  private static final String REST =
      "  http-request set-var(txn.rest) path,field(%d,/,0) if { var(txn.depth) -m str %s }\n";

  /** With a slash between where the path had one behind the prefix. */
  private static final String PREFIX =
      """
        http-request set-var(txn.to) var(txn.actions),concat(|prefix),map_str(maps/actions.map) if { var(txn.depth) -m found }
        http-request set-var(txn.to) var(txn.to),rtrim(/),concat(/,txn.rest) if { var(txn.to) -m found } { var(txn.rest) -m len gt 0 }
        http-request set-var(txn.to) var(txn.to),rtrim(/),concat(/) if { var(txn.to) -m found } !{ var(txn.rest) -m len gt 0 } { path -m end / }
        http-request set-path %[var(txn.to)] if { var(txn.to) -m found }
      """;

  private static final String HOST =
      """
        http-request set-header Host %[var(txn.actions),concat(|host),map_str(maps/actions.map)] if { var(txn.actions),concat(|host),map_str(maps/actions.map) -m found }
      """;

  /** By the name that the client has asked for; what the rule says stands in its place. */
  private static final String REDIRECT =
      """

      backend %s
        http-request set-var(txn.to) var(txn.actions),concat(|redirect),map_str(maps/actions.map)
        http-request set-var(txn.scheme) var(txn.to),field(1,|)
        http-request set-var(txn.scheme) str(http) if { var(txn.scheme) -m str * }
        http-request set-var(txn.name) var(txn.to),field(2,|)
        http-request set-var(txn.name) req.hdr(host),host_only if { var(txn.name) -m str * }
        http-request set-var(txn.port) var(txn.to),field(3,|)
        http-request set-var(txn.port) req.hdr(host),port_only if { var(txn.port) -m str * }
        http-request set-var(txn.port) var(txn.port),add(0)
        http-request set-var(txn.name) var(txn.name),concat(:,txn.port) if { var(txn.port) -m int gt 0 }
        http-request redirect code %s location %%[var(txn.scheme)]://%%[var(txn.name)]%%[pathq] unless { var(txn.name) -m str * }
        http-request redirect code %s location %%[pathq]
      """;

  private final List<Action> actions;

  private ActionRules(List<Action> actions) {
    this.actions = actions;
  }

  static ActionRules of(List<Action> actions) {
    return new ActionRules(actions);
  }

  private boolean has(Kind kind) {
    return actions.stream().anyMatch(action -> action.kind() == kind);
  }

  /**
   * To stand where the rule was found and is not used yet.
   *
   * @param swift what finds the entry of a route: it has another name now, and may have become one
   *     without filters since
   */
  String found(String swift) {
    return has(Kind.PREFIX) ? DEPTH + swift : "";
  }

  /** To stand where txn.rule was read: what may refuse the request, before it is counted. */
  String limits() {
    if (actions.isEmpty()) {
      return "";
    }
    return """
            http-request set-var(txn.actions) var(txn.rule),field(4,|)
            http-request unset-var(txn.actions) unless { var(txn.actions) -m len gt 0 }
          """
        + (has(Kind.TIMES) ? TimesRules.CHOICE : "")
        + (has(Kind.CONNECTIONS) ? CONNECTIONS : "")
        + (has(Kind.BODY) ? BODY : "");
  }

  /** Whether some rule's answers are timed. */
  boolean times() {
    return has(Kind.TIMES);
  }

  /** To stand in each backend; only there can they be set. */
  String timeouts() {
    return (has(Kind.REQUEST_TIMEOUT) ? TIMEOUT.formatted("server", "request_timeout") : "")
        + (has(Kind.TUNNEL_TIMEOUT) ? TIMEOUT.formatted("tunnel", "tunnel_timeout") : "");
  }

  /** To stand behind all that looks at the request as it came. */
  String changes() {
    var rules = new StringBuilder();
    for (var action : actions) {
      rules.append(change(action));
    }
    if (has(Kind.PREFIX)) {
      for (var action : actions) {
        if (action.kind() == Kind.PREFIX) {
          rules.append(REST.formatted(Integer.parseInt(action.name()) + 2, action.name()));
        }
      }
      rules.append(PREFIX);
    }
    return rules.toString();
  }

  /** Nothing where it is done elsewhere. */
  private static String change(Action action) {
    return switch (action.kind()) {
      case PATH -> PATH;
      case HOST -> HOST;
      case SET_REQUEST_HEADER -> value("http-request set-header", action);
      case ADD_REQUEST_HEADER -> value("http-request add-header", action);
      case REMOVE_REQUEST_HEADER -> removal("http-request del-header", action);
      case SET_RESPONSE_HEADER -> value("http-after-response set-header", action);
      case ADD_RESPONSE_HEADER -> value("http-after-response add-header", action);
      case REMOVE_RESPONSE_HEADER -> removal("http-after-response del-header", action);
      default -> "";
    };
  }

  private static String value(String order, Action action) {
    return "  %s %s %%[%s,url_dec] if { %s -m found }\n"
        .formatted(order, action.name(), look(action), look(action));
  }

  private static String removal(String order, Action action) {
    return "  %s %s if { %s -m found }\n".formatted(order, action.name(), look(action));
  }

  private static String look(Action action) {
    return "var(txn.actions),concat(|%s),map_str(maps/actions.map)".formatted(action.key());
  }

  /** Name of the backend that answers with a redirect. */
  static String redirectBackend(Action action) {
    return "redirect" + action.name();
  }

  /** What stands beside the frontend. */
  String backends() {
    var connections =
        """

        # Requests that each route with a limit has open.
        backend connections
          stick-table type string len 128 size 64k store conn_cur
        """;
    return (has(Kind.CONNECTIONS) ? connections : "")
        + actions.stream()
            .filter(action -> action.kind() == Kind.REDIRECT)
            .map(
                action -> REDIRECT.formatted(redirectBackend(action), action.name(), action.name()))
            .collect(Collectors.joining());
  }
}
