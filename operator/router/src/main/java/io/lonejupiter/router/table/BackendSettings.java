package io.lonejupiter.router.table;

import io.lonejupiter.model.BalanceType;
import io.lonejupiter.model.Route;
import java.util.Locale;

/**
 * What HAProxy must know of a backend by its configuration.
 *
 * @param balance how a request is given to one of the instances
 * @param name of the header, in lower case, or cookie by which that is found; else empty
 * @param connectMillis limit for a connection to be opened
 */
public record BackendSettings(BalanceType balance, String name, long connectMillis) {
  private static final long DEFAULT_CONNECT_MILLIS = 2_000;

  public static final BackendSettings DEFAULT =
      new BackendSettings(BalanceType.ROUND_ROBIN, "", DEFAULT_CONNECT_MILLIS);

  public BackendSettings {
    // Documents leave out what is empty.
    name = name == null ? "" : name;
  }

  static BackendSettings of(Route route) {
    var balance = route.balance();
    var type = balance == null || balance.type() == null ? BalanceType.ROUND_ROBIN : balance.type();
    return new BackendSettings(
        type,
        switch (type) {
          case HASH_HEADER -> balance.name().toLowerCase(Locale.ROOT);
          case HASH_COOKIE -> balance.name();
          default -> "";
        },
        route.timeouts() == null || route.timeouts().connect() == null
            ? DEFAULT_CONNECT_MILLIS
            : Timeouts.millis(route.timeouts().connect()));
  }
}
