package io.lonejupiter.consul;

import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Entry;
import java.util.List;

/**
 * Tells nothing from what is not shown. Consul answers whoever may not read a prefix that nothing
 * is there; of a single key, and one is always there, it says which of the two it is.
 */
public final class Sentinels {
  private Sentinels() {}

  /**
   * What is under a prefix now; empty only if there is not even its {@link Keys#SENTINEL}.
   *
   * @throws HiddenException there may be something that is not shown
   */
  public static List<Entry> list(KeyValues keyValues, String prefix) {
    return shown(keyValues, prefix, keyValues.list(prefix).entries());
  }

  /**
   * As {@link #list}.
   *
   * @param read what was read under the prefix
   */
  public static List<Entry> shown(KeyValues keyValues, String prefix, List<Entry> read) {
    if (!read.isEmpty() || isMissing(keyValues, prefix)) {
      return read;
    }
    // Somebody has put it, or given the right to read it, in this moment.
    var again = keyValues.list(prefix).entries();
    if (again.isEmpty()) {
      throw hidden(prefix, null);
    }
    return again;
  }

  private static boolean isMissing(KeyValues keyValues, String prefix) {
    try {
      return keyValues.get(prefix + Keys.SENTINEL).isEmpty();
    } catch (ConsulHttp.RefusedException e) {
      throw hidden(prefix, e);
    }
  }

  private static HiddenException hidden(String prefix, Throwable cause) {
    return new HiddenException(
        "consul shows nothing under %s, not even %s: its token may not read there"
            .formatted(prefix, Keys.SENTINEL),
        cause);
  }
}
