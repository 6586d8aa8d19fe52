package io.lonejupiter.router.haproxy;

import io.lonejupiter.router.table.Allocation;

/** Servers as numbers, since a session's entry in a table can hold no name. */
final class ServerNumbers {
  private static final int SERVERS = 100_000;

  private ServerNumbers() {}

  /** What HAProxy's id of a server is added to, as ids begin with 1 in each backend. */
  static long first(String backend) {
    return Long.parseLong(backend.substring(1)) * SERVERS;
  }

  /** The server that has a number. */
  static String server(long number) {
    return Allocation.backend((int) (number / SERVERS)) + "/i" + number % SERVERS;
  }

  /** Of {@code s0/i1}. */
  static long of(String server) {
    var slash = server.indexOf('/');
    return first(server.substring(0, slash)) + Long.parseLong(server.substring(slash + 2));
  }
}
