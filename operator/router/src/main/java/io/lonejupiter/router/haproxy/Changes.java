package io.lonejupiter.router.haproxy;

import io.lonejupiter.router.haproxy.Change.AddEntries;
import io.lonejupiter.router.haproxy.Change.DeleteEntry;
import io.lonejupiter.router.haproxy.Change.FreeServer;
import io.lonejupiter.router.haproxy.Change.ReplaceMap;
import io.lonejupiter.router.haproxy.Change.SetEntry;
import io.lonejupiter.router.haproxy.Change.SetServer;
import io.lonejupiter.router.haproxy.ProxyState.MapFile;
import io.lonejupiter.router.haproxy.ProxyState.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The way from what HAProxy has to what it is to have, in an order in which every request in
 * between finds a whole rule and a server: new servers, then what leads to them from the far end to
 * the near one, then what is not wanted any more. Pure.
 */
public final class Changes {
  private Changes() {}

  /**
   * The changes, in order.
   *
   * @param sweep also remove the steps, routes and splits that nothing leads to. Not at once: a
   *     request may have read their name just before.
   */
  public static List<Change> between(ProxyState actual, ProxyState wanted, boolean sweep) {
    var changes = new ArrayList<Change>();
    between(actual.apart(wanted), wanted.apart(actual), sweep, changes);
    return changes;
  }

  private static void between(
      ProxyState actual, ProxyState wanted, boolean sweep, List<Change> changes) {
    gainServers(actual, wanted, changes);
    addAndSet(MapFile.HOMES, actual, wanted, changes);
    addAndSet(MapFile.INSTANCES, actual, wanted, changes);
    addAndSet(MapFile.NAMES, actual, wanted, changes);
    addAndSet(MapFile.SPLITS, actual, wanted, changes);
    addAndSet(MapFile.ACTIONS, actual, wanted, changes);
    addAndSet(MapFile.ROUTES, actual, wanted, changes);
    addAndSet(MapFile.STEPS, actual, wanted, changes);
    addAndSet(MapFile.PATHS, actual, wanted, changes);
    var wildcards = wanted.maps().get(MapFile.WILDCARD);
    if (!List.copyOf(actual.maps().get(MapFile.WILDCARD).entrySet())
        .equals(List.copyOf(wildcards.entrySet()))) {
      changes.add(new ReplaceMap(MapFile.WILDCARD, wildcards));
    }
    delete(MapFile.PATHS, actual, wanted, changes);
    delete(MapFile.INSTANCES, actual, wanted, changes);
    delete(MapFile.NAMES, actual, wanted, changes);
    if (sweep) {
      MapFile.SWEPT.forEach(map -> delete(map, actual, wanted, changes));
    }
    loseServers(actual, wanted, changes);
  }

  private static void gainServers(ProxyState actual, ProxyState wanted, List<Change> changes) {
    wanted
        .servers()
        .forEach(
            (name, state) -> {
              var has = actual.servers().get(name);
              if (state.mode() == Mode.READY && !state.equals(has)) {
                changes.add(
                    new SetServer(
                        name,
                        state,
                        has == null
                            || !has.address().equals(state.address())
                            || has.port() != state.port()));
              }
            });
  }

  private static void loseServers(ProxyState actual, ProxyState wanted, List<Change> changes) {
    wanted
        .servers()
        .forEach(
            (name, state) -> {
              var has = actual.servers().get(name);
              if (state.mode() != Mode.READY && !state.equals(has)) {
                changes.add(new SetServer(name, state, has == null));
              }
            });
    actual
        .servers()
        .keySet()
        .forEach(
            name -> {
              if (!wanted.servers().containsKey(name)) {
                changes.add(new FreeServer(name));
              }
            });
  }

  private static void addAndSet(
      MapFile map, ProxyState actual, ProxyState wanted, List<Change> changes) {
    var has = actual.maps().get(map);
    var added = new TreeMap<String, String>();
    wanted
        .maps()
        .get(map)
        .forEach(
            (key, value) -> {
              var former = has.get(key);
              if (former == null) {
                added.put(key, value);
              } else if (!former.equals(value)) {
                changes.add(new SetEntry(map, key, value));
              }
            });
    if (!added.isEmpty()) {
      changes.add(new AddEntries(map, added));
    }
  }

  private static void delete(
      MapFile map, ProxyState actual, ProxyState wanted, List<Change> changes) {
    for (var key : actual.maps().get(map).keySet()) {
      if (!wanted.maps().get(map).containsKey(key)) {
        changes.add(new DeleteEntry(map, key));
      }
    }
  }
}
