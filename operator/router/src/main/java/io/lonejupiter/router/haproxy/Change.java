package io.lonejupiter.router.haproxy;

import io.lonejupiter.router.haproxy.ProxyState.MapFile;
import io.lonejupiter.router.haproxy.ProxyState.ServerState;
import java.util.Map;

/** One step that the runtime API can do. */
public sealed interface Change {

  /** Adds entries that are not there. */
  record AddEntries(MapFile map, Map<String, String> entries) implements Change {}

  /** Gives an entry that is there another value. */
  record SetEntry(MapFile map, String key, String value) implements Change {}

  record DeleteEntry(MapFile map, String key) implements Change {}

  /** Replaces a map that counts in order. */
  record ReplaceMap(MapFile map, Map<String, String> entries) implements Change {}

  /** Gives a server an address and traffic, or takes its traffic. */
  record SetServer(String server, ServerState state, boolean newAddress) implements Change {}

  /** Makes a server free. */
  record FreeServer(String server) implements Change {}
}
