package io.lonejupiter.router.table;

/**
 * An instance as a backend sees it. With another address or port it is another target: open
 * requests of the old one go on.
 *
 * @param ready may get new traffic: its checks are green and it is not draining
 */
public record Target(String instance, String address, int port, boolean ready) {

  boolean sameAs(Server server) {
    return server.instance().equals(instance)
        && server.address().equals(address)
        && server.port() == port;
  }
}
