package io.lonejupiter.router.haproxy;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.router.haproxy.ProxyState.Mode;
import io.lonejupiter.router.haproxy.ProxyState.ServerState;
import io.lonejupiter.router.table.Allocation;
import io.lonejupiter.router.table.Allocation.Slot;
import io.lonejupiter.router.table.Server;
import io.lonejupiter.router.table.Server.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What some slots add to the state. Pure. */
record SlotEntries(
    Map<String, ServerState> servers,
    Map<String, String> names,
    Map<String, String> instances,
    Map<String, String> homes) {

  /**
   * Of slots one after another.
   *
   * @param first the index of the first one
   */
  static SlotEntries of(int first, List<Slot> slots, Keeping keeping) {
    var added = new SlotEntries(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (var slot = 0; slot < slots.size(); slot++) {
      var backend = Allocation.backend(first + slot);
      added.add(backend, slots.get(slot).servers(), keeping);
    }
    return added;
  }

  private void add(String backend, List<Server> slots, Keeping keeping) {
    var ready = new TreeSet<String>();
    for (var index = 0; index < slots.size(); index++) {
      var server = slots.get(index);
      if (server == null) {
        continue;
      }
      var name = "i" + (index + 1);
      add(backend, name, server, keeping.all().contains(backend));
      if (server.state() == State.READY) {
        ready.add(server.instance());
      }
    }
    if (keeping.homes().contains(backend)) {
      begin(backend, ready);
    }
  }

  private void begin(String backend, SortedSet<String> ready) {
    var parts = Homes.of(ready);
    if (!parts.isEmpty()) {
      var table = Documents.hash(ready, 12);
      instances.put(backend + "|h", table);
      var hashes = new HashMap<String, String>();
      for (var part = 0; part < parts.size(); part++) {
        homes.put(table + "|" + part, hashes.computeIfAbsent(parts.get(part), SlotEntries::hash));
      }
    }
  }

  private static String hash(String instance) {
    return Documents.hash(instance, 8);
  }

  private void add(String backend, String name, Server server, boolean keeps) {
    var full = backend + "/" + name;
    servers.put(
        full,
        new ServerState(
            server.address(),
            server.port(),
            switch (server.state()) {
              case READY -> Mode.READY;
              case DRAINING, WAITING, LEAVING -> Mode.DRAIN;
            }));
    names.put(full, server.instance());
    if (keeps && (server.state() == State.READY || server.state() == State.DRAINING)) {
      var hash = hash(server.instance());
      instances.put(full, hash);
      instances.put(backend + "|" + hash, name);
      instances.put(backend + "|n" + ServerNumbers.of(full), name);
    }
  }
}
