package io.lonejupiter.router.haproxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How many files a process may have open, and what connections they are enough for.
 *
 * <p>Left to itself HAProxy sets a file aside for each server that has a check, and shares out what
 * is left: room for instances that do not exist would take connections away, and enough of it would
 * keep HAProxy from starting.
 *
 * @param most at any time
 */
record OpenFiles(int most) {
  /** HAProxy says so, as an alert, wherever it would have set more aside, and serves. */
  static final String NO_PROBLEM = "FD limit";

  /** As they stand under {@code global}. */
  static final String SETTINGS =
      """
        # Room for instances that do not exist needs no open files.
        no strict-limits
        maxconn %d
        tune.pool-high-fd-ratio %d
        tune.pool-low-fd-ratio %d
      """;

  /** Where there is no limit, HAProxy would take memory for as many as there can be. */
  private static final int ENOUGH = 1_048_576;

  /** HAProxy does not work with fewer connections. */
  private static final int FEWEST_CONNECTIONS = 100;

  /** Its listeners, sockets and logs, and three for each thread. */
  private static final int OWN = 300;

  /** One to the client and one to the server. */
  private static final int PER_CONNECTION = 2;

  /** HAProxy's defaults for connections to servers that wait to be used again, in percent. */
  private static final int IDLE_HIGH = 25;

  private static final int IDLE_LOW = 20;

  private static final String LIMIT = "Max open files";

  /** By the hard limit of this process, which those that it starts inherit; empty if unknown. */
  static Optional<OpenFiles> here() {
    return of("self");
  }

  /**
   * By the lower one of the limits of this process and of another, which keeps that with which it
   * was started, and may itself have raised it.
   */
  static Optional<OpenFiles> of(long pid) {
    return here()
        .flatMap(
            here ->
                of(String.valueOf(pid)).map(its -> new OpenFiles(Math.min(here.most, its.most))));
  }

  private static Optional<OpenFiles> of(String process) {
    try {
      return of(Files.readAllLines(Path.of("/proc", process, "limits")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * By the hard limit.
   *
   * @param limits lines of {@code /proc/<pid>/limits}, see proc_pid_limits(5): name, soft limit,
   *     hard limit and unit
   */
  static Optional<OpenFiles> of(List<String> limits) {
    return limits.stream()
        .filter(line -> line.startsWith(LIMIT))
        .map(line -> line.substring(LIMIT.length()).trim().split("\\s+"))
        .filter(words -> words.length > 1)
        .map(words -> words[1].matches("\\d{1,9}") ? Integer.parseInt(words[1]) : ENOUGH)
        .map(limit -> new OpenFiles(Math.min(limit, ENOUGH)))
        .findFirst();
  }

  /**
   * Connections of clients that can be open at once.
   *
   * @param servers with an instance, each of which may be being checked
   */
  int connections(int servers) {
    // A tenth for instances that come at run time.
    var left = most - most / 10 - OWN - servers;
    return Math.max(FEWEST_CONNECTIONS, left / PER_CONNECTION);
  }

  /**
   * What HAProxy is to know of files.
   *
   * @param servers with an instance
   * @param room for servers
   */
  String settings(int servers, int room) {
    var connections = connections(servers);
    var reckoned = Math.max(most, (long) PER_CONNECTION * connections + room);
    return SETTINGS.formatted(connections, share(IDLE_HIGH, reckoned), share(IDLE_LOW, reckoned));
  }

  /** Percent of what HAProxy reckons with that are so many percent of what there is. */
  private long share(int percent, long reckoned) {
    return Math.max(1, percent * (long) most / reckoned);
  }
}
