package io.lonejupiter.router.haproxy;

/**
 * The rules by which HAProxy says what became of a request: in the access log, and in a header of
 * the answer where a request asks for it. Pure.
 */
final class TraceRules {
  /** Begins the name of the header, of the request as of the answer. */
  static final String HEADER = "x-lonejupiter-route";

  /** A name that is no backend's: since when Consul does not answer. */
  static final String CONSUL = "consul";

  /** What was chosen is named when it was; another request may get the same server later. */
  private static final String BACKEND =
      "  http-request set-var(txn.backend) be_name,map_str(maps/names.map)\n";

  private static final String INSTANCE =
      """
        http-response set-var(txn.server_name) srv_name
        http-response set-var(txn.instance) be_name,concat(/,txn.server_name),map_str(maps/names.map)
      """;

  private static final String ASKED =
      "  http-request set-var(txn.explain) bool(true) if { req.hdr(" + HEADER + ") -m found }\n";

  private static final String EXPLAIN =
      """
        http-request set-var(txn.unreachable) str(%2$s),map_str(maps/names.map),add(0) if { var(txn.explain) -m bool }
        http-request set-var(txn.by) str(route) if { var(txn.explain) -m bool }
        http-request set-var(txn.by) str(user) if { var(txn.explain) -m bool } { var(txn.bucket) -m found }
        http-request set-var(txn.by) str(draw) if { var(txn.explain) -m bool } { var(txn.drawn) -m found }
        http-after-response set-var-fmt(txn.age) "; consul-unreachable=%%[date,sub(txn.unreachable)]s" if { var(txn.unreachable) -m found }
        http-after-response set-header %1$s "route=%%[var(txn.route)]; backend=%%[var(txn.backend)]; instance=%%[var(txn.instance)]; by=%%[var(txn.by)]%%[var(txn.age)]" if { var(txn.by) -m found }
      """;

  private static final String LINE =
      "{\"time\":%Ts.%ms,\"client\":\"%ci\",\"method\":\"%HM\",\"host\":\"%[var(txn.host),json(utf8s)]\","
          + "\"uri\":\"%[capture.req.uri,json(utf8s)]\",\"status\":%ST,\"bytes\":%B,"
          + "\"millis\":{\"queue\":%Tw,\"connect\":%Tc,\"response\":%Tr,\"total\":%Ta},"
          + "\"route\":\"%[var(txn.route)]\",\"backend\":\"%[var(txn.backend)]\","
          + "\"instance\":\"%[var(txn.instance)]\",\"retries\":\"%rc\",\"end\":\"%ts\"}";

  private TraceRules() {}

  /** To stand where the frontend begins. */
  static String log(Listener listener) {
    if (!listener.logs()) {
      return "";
    }
    var target =
        listener
            .syslog()
            // One priority for all, also for those that the router is told of.
            .map(address -> address + " len 8192 local0 info info")
            .orElse("stdout len 8192 format raw local0");
    return "  log " + target + "\n  log-format " + quoted(LINE) + "\n";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\\\"") + '"';
  }

  /** To stand before the first choice. */
  static String asked(Listener listener) {
    return listener.explains() ? ASKED : "";
  }

  /** The condition that a request does not ask what became of it; nothing where none may. */
  static String unlessAsked(Listener listener) {
    return listener.explains() ? " !{ var(txn.explain) -m found }" : "";
  }

  /** To stand in each backend. */
  static String chosen(Listener listener) {
    return listener.logs() || listener.explains() ? BACKEND : "";
  }

  /** To stand behind the choice of the backend. */
  static String of(Listener listener) {
    return (listener.logs() || listener.explains() ? INSTANCE : "")
        + (listener.explains() ? EXPLAIN.formatted(HEADER, CONSUL) : "");
  }
}
