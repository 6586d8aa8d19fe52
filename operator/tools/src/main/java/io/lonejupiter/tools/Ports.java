package io.lonejupiter.tools;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports that nobody listens on. Binds them for a moment and lets go: another program can be
 * faster, so who uses such a port must cope with it being taken.
 */
public final class Ports {

  // Below the ports that Linux gives to outgoing connections, so that none of them gets in between.
  private static final int FIRST = 10_000;
  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 1_000;

  private Ports() {}

  /**
   * A port of this address that is free for TCP and for UDP.
   *
   * @param address an address of this machine, such as {@code 127.0.0.1}
   * @throws IllegalStateException when none is found or the address is not of this machine
   */
  public static int free(String address) {
    return free(address, 1).get(0);
  }

  /** As many different free ports of this address, in no order. */
  public static List<Integer> free(String address, int count) {
    List<Integer> ports = new ArrayList<>();
    for (int attempt = 0; attempt < ATTEMPTS && ports.size() < count; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (!ports.contains(port) && isFree(address, port)) {
        ports.add(port);
      }
    }
    if (ports.size() < count) {
      throw new IllegalStateException(
          "found "
              + ports.size()
              + " of "
              + count
              + " free ports on "
              + address
              + ": is it an address of this machine?");
    }
    return List.copyOf(ports);
  }

  /** Whether a server could listen on this port now, both for TCP and for UDP. */
  public static boolean isFree(String address, int port) {
    InetAddress host = resolve(address);
    try (ServerSocket tcp = new ServerSocket();
        DatagramSocket udp = new DatagramSocket(null)) {
      // A closed connection that lingers does not keep a server from listening again.
      tcp.setReuseAddress(true);
      tcp.bind(new InetSocketAddress(host, port));
      udp.bind(new InetSocketAddress(host, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static InetAddress resolve(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("address " + address + " is not known", e);
    }
  }
}
