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
  /** HAProxy says so wherever it would have set more aside, and serves. */
  static final String NO_PROBLEM = "FD limit";

  /** Where there is no limit, HAProxy would take memory for as many as there can be. */
  private static final int ENOUGH = 1_048_576;

  /** HAProxy does not work with fewer connections. */
  private static final int FEWEST_CONNECTIONS = 100;

  /** Its listeners, sockets and logs. */
  private static final int OWN = 100;

  /** One to the client and one to the server. */
  private static final int PER_CONNECTION = 2;

  private static final String LIMIT = "Max open files";

  /** By the hard limit of this process, which those that it starts inherit; empty if unknown. */
  static Optional<OpenFiles> here() {
    try {
      return of(Files.readAllLines(Path.of("/proc/self/limits")));
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
}
