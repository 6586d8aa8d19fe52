package io.lonejupiter.router.table;

import io.lonejupiter.router.table.Server.State;

/**
 * An instance as a backend sees it. With another address or port it is another target: open
 * requests of the old one go on.
 *
 * @param green its checks are
 * @param draining it is to get no new users
 */
public record Target(String instance, String address, int port, boolean green, boolean draining) {

  /** May get new traffic. */
  public boolean ready() {
    return green && !draining;
  }

  State state() {
    if (ready()) {
      return State.READY;
    }
    return green ? State.DRAINING : State.WAITING;
  }

  boolean sameAs(Server server) {
    return server.instance().equals(instance)
        && server.address().equals(address)
        && server.port() == port;
  }
}
