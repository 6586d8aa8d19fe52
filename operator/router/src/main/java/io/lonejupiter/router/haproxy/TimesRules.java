package io.lonejupiter.router.haproxy;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules by which HAProxy tells its router how long single answers took to begin, and what it
 * tells. HAProxy 2.6 has the times for its logs only, so it is a log: datagrams to a port on
 * loopback. A frontend has one format for all of its logs, but structured data of their own for
 * those of RFC 5424. Pure.
 *
 * <p>Not a ring with a server behind it: as long as nobody listens there, HAProxy 2.6 tries again
 * without a pause, and takes most of a core for it.
 */
final class TimesRules {
  static final int LONGEST = 400;

  /** To stand where txn.actions was set: only what is timed is told as notable. */
  static final String CHOICE =
      """
        http-request set-log-level notice if { var(txn.actions),concat(|times),map_str(maps/actions.map) -m found }
      """;

  private static final String LOG =
      """
        log 127.0.0.1:%d len %d format rfc5424 local0 notice
        log-format-sd "[times backend=%%b queue=%%Tw connect=%%Tc response=%%Tr]"
      """;

  /** Nobody reads how it ends, so what is open for long is told as it begins. */
  private static final String NOTHING_ELSE =
      """
        option logasap
        log-format "-"
        http-request set-log-level silent
      """;

  /** What a client has sent comes behind all this, if at all. */
  private static final Pattern MESSAGE =
      Pattern.compile(
          "<\\d+>1(?: \\S+){5} \\[times backend=(\\S+) queue=(-?\\d{1,8}) connect=(-?\\d{1,8}) response=(-?\\d{1,8})\\].*",
          Pattern.DOTALL);

  private TimesRules() {}

  /** To stand where the frontend begins. */
  static String log(Listener listener) {
    return LOG.formatted(listener.timesPort(), LONGEST) + (listener.logs() ? "" : NOTHING_ELSE);
  }

  /**
   * What one message tells.
   *
   * @param millis from the request to the beginning of its answer
   */
  record Took(String backend, int millis) {}

  /** Empty if nothing was answered. */
  static Optional<Took> read(String message) {
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
    return Optional.of(new Took(match.group(1), millis));
  }
}
