package io.lonejupiter.router.table;

import java.util.regex.Pattern;

/** What can be given to HAProxy as a server's address without a name resolution. Pure. */
final class Addresses {
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private Addresses() {}

  static boolean isUsable(String address, int port) {
    return port > 0
        && port < 65_536
        && (IPV4.matcher(address).matches() || IPV6.matcher(address).matches());
  }
}
