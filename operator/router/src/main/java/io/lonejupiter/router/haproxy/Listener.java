package io.lonejupiter.router.haproxy;

import java.util.Optional;

/**
 * How the outside meets HAProxy.
 *
 * @param bind {@code address:port} to listen on
 * @param accessLog a file, or {@code udp://address:port} of a syslog; empty for none
 * @param timesPort on loopback, where its router is told how long answers took; 0: nowhere
 * @param explains whether answers say how they came about, where a request asks for it
 */
public record Listener(String bind, String accessLog, int timesPort, boolean explains) {
  private static final String SYSLOG = "udp://";

  /** Where it only listens. */
  public static Listener at(String bind) {
    return new Listener(bind, "", 0, false);
  }

  /** The same, and its router is told how long answers took. */
  public Listener timedAt(int port) {
    return new Listener(bind, accessLog, port, explains);
  }

  Listener withAccessLog(String other) {
    return new Listener(bind, other, timesPort, explains);
  }

  boolean logs() {
    return !accessLog.isEmpty();
  }

  /** Address of the syslog. */
  Optional<String> syslog() {
    return accessLog.startsWith(SYSLOG)
        ? Optional.of(accessLog.substring(SYSLOG.length()))
        : Optional.empty();
  }

  boolean logsToFile() {
    return logs() && syslog().isEmpty();
  }
}
