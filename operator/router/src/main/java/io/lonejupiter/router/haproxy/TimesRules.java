package io.lonejupiter.router.haproxy;

import io.lonejupiter.core.document.ResponseTimes;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules by which HAProxy tells its router how long single answers took to begin, and what it
 * tells. HAProxy 2.6 has the times for its logs only, so it is a log: kept in a ring in memory,
 * sent over a socket as the router can read. What is too much for the ring is lost, never waited
 * for. A frontend has one format for all of its logs, but structured data of their own for those of
 * RFC 5424. Pure.
 */
final class TimesRules {
  static final String RING =
      """
      # How long answers took, for the router.
      ring times
        format rfc5424
        maxlen 400
        size 524288
        timeout connect 1s
        timeout server 24h
        server router unix@times.sock log-proto octet-count

      """;

  /** To stand where txn.actions was set: only what is timed is told as notable. */
  static final String CHOICE =
      """
        http-request set-log-level notice if { var(txn.actions),concat(|times),map_str(maps/actions.map) -m found }
      """;

  private static final String LOG =
      """
        log ring@times len 400 format rfc5424 local0 notice
        log-format-sd "[times backend=%b queue=%Tw connect=%Tc response=%Tr]"
      """;

  private static final String NOTHING_ELSE =
      """
        log-format "-"
        http-request set-log-level silent
      """;

  /** What a client has sent comes behind all this, if at all. */
  private static final Pattern MESSAGE =
      Pattern.compile(
          "<\\d+>1(?: \\S+){5} \\[times backend=(\\S+) queue=(-?\\d+) connect=(-?\\d+) response=(-?\\d+)\\].*",
          Pattern.DOTALL);

  private TimesRules() {}

  /** To stand where the frontend begins. */
  static String log(Listener listener) {
    return LOG + (listener.logs() ? "" : NOTHING_ELSE);
  }

  /** A backend with the one time that a message tells; empty if nothing was answered. */
  static Optional<Map.Entry<String, ResponseTimes>> read(String message) {
    var match = MESSAGE.matcher(message);
    if (!match.matches()) {
      return Optional.empty();
    }
    var millis = 0;
    for (var group = 2; group <= 4; group++) {
      var part = Integer.parseInt(match.group(group));
      if (part < 0) {
        return Optional.empty();
      }
      millis += part;
    }
    return Optional.of(
        Map.entry(match.group(1), ResponseTimes.of(Map.of(ResponseTimes.rounded(millis), 1L))));
  }
}
