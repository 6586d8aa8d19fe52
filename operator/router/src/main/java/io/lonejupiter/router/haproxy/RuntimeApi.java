package io.lonejupiter.router.haproxy;

import io.lonejupiter.router.haproxy.Change.AddEntries;
import io.lonejupiter.router.haproxy.Change.DeleteEntry;
import io.lonejupiter.router.haproxy.Change.FreeServer;
import io.lonejupiter.router.haproxy.Change.ReplaceMap;
import io.lonejupiter.router.haproxy.Change.SetEntry;
import io.lonejupiter.router.haproxy.Change.SetServer;
import io.lonejupiter.router.haproxy.ProxyState.MapFile;
import io.lonejupiter.router.haproxy.ProxyState.Mode;
import io.lonejupiter.router.haproxy.ProxyState.ServerState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads and changes what a worker has, by its runtime socket. Every answer is checked. */
final class RuntimeApi {
  private static final Pattern NEW_VERSION = Pattern.compile("New version created: (\\d+)");
  private static final Pattern SLOT = Pattern.compile("s\\d+");
  private static final Pattern TABLE =
      Pattern.compile(
          "^# table: (" + SessionRules.TABLE + "[^,]*),.* used:(\\d+)", Pattern.MULTILINE);
  private static final Pattern SERVER_NUMBER = Pattern.compile(" gpt0=([1-9]\\d*)");

  /** For more of them one look at all users is cheaper than one look for each. */
  private static final int FEW_SERVERS = 4;

  private static final int FORCED_MAINTENANCE = 1;
  private static final int FORCED_DRAIN = 8;

  private final RuntimeSocket socket;

  RuntimeApi(RuntimeSocket socket) {
    this.socket = socket;
  }

  /** What ends a word or a command of HAProxy's, which then would do the rest as another one. */
  private static final Pattern UNSAFE = Pattern.compile("[\\x00-\\x20;\\x7f]|<<");

  private static String word(String text) {
    if (text.isEmpty() || UNSAFE.matcher(text).find()) {
      throw new ProxyException("'" + text + "' cannot be said to HAProxy");
    }
    return text;
  }

  void apply(Change change) {
    if (change instanceof AddEntries add) {
      for (var chunk : chunks(add.entries())) {
        expect("\n", "add map " + add.map().path() + " <<\n" + chunk);
      }
    } else if (change instanceof SetEntry set) {
      expect("\n", "set map " + set.map().path() + " " + word(set.key()) + " " + word(set.value()));
    } else if (change instanceof DeleteEntry delete) {
      expect("\n", "del map " + delete.map().path() + " " + word(delete.key()));
    } else if (change instanceof ReplaceMap replace) {
      replace(replace.map(), replace.entries());
    } else if (change instanceof SetServer set) {
      set(set);
    } else if (change instanceof FreeServer free) {
      expect("\n", "set server " + free.server() + " state maint");
    }
  }

  private void set(SetServer set) {
    if (set.newAddress()) {
      var command =
          "set server %s addr %s port %d"
              .formatted(set.server(), set.state().address(), set.state().port());
      var answer = socket.send(command);
      if (!answer.contains("changed from") && !answer.contains("no need to change")) {
        throw new ProxyException(command + ": HAProxy says '" + answer.strip() + "'");
      }
    }
    var mode =
        switch (set.state().mode()) {
          case READY -> "ready";
          case DRAIN -> "drain";
          case MAINT -> "maint";
        };
    expect("\n", "set server " + set.server() + " state " + mode);
  }

  /** In one step for traffic: entries of a version that is not complete count for nothing. */
  private void replace(MapFile map, Map<String, String> entries) {
    var prepared = socket.send("prepare map " + map.path());
    var version = NEW_VERSION.matcher(prepared);
    if (!version.find()) {
      throw new ProxyException("prepare map " + map.path() + ": '" + prepared.strip() + "'");
    }
    var name = "@" + version.group(1) + " " + map.path();
    for (var chunk : chunks(entries)) {
      expect("\n", "add map " + name + " <<\n" + chunk);
    }
    var added = entries(socket.send("show map " + name));
    if (!List.copyOf(added.entrySet()).equals(List.copyOf(entries.entrySet()))) {
      throw new ProxyException(map.path() + ": HAProxy took " + added + ", not " + entries);
    }
    expect("\n", "commit map " + name);
  }

  private static List<String> chunks(Map<String, String> entries) {
    var chunks = new ArrayList<String>();
    var chunk = new StringBuilder();
    for (var entry : entries.entrySet()) {
      var line = word(entry.getKey()) + " " + word(entry.getValue()) + "\n";
      if (!chunk.isEmpty()
          && chunk.length() + line.length() > RuntimeSocket.LONGEST_COMMAND - 128) {
        chunks.add(chunk.toString());
        chunk.setLength(0);
      }
      chunk.append(line);
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk.toString());
    }
    return chunks;
  }

  private void expect(String good, String command) {
    var answer = socket.send(command);
    if (!answer.equals(good)) {
      throw new ProxyException(
          "%s: HAProxy says '%s'"
              .formatted(command.lines().findFirst().orElse(""), answer.strip()));
    }
  }

  /** Has a former worker hand its requests on to the one that serves. */
  void handOver() {
    expect("\n", "add map maps/former.map former 1");
  }

  /** Reads all that the worker has. */
  ProxyState read() {
    var maps = ProxyState.emptyMaps();
    for (var map : MapFile.values()) {
      var entries = entries(socket.send("show map " + map.path()));
      // As it is: the order counts where HAProxy has one.
      maps.put(map, map == MapFile.WILDCARD ? entries : new HashMap<>(entries));
    }
    return new ProxyState(maps, servers());
  }

  private static Map<String, String> entries(String answer) {
    var entries = new java.util.LinkedHashMap<String, String>();
    answer
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(
            line -> {
              var words = line.split(" ", 3);
              if (words.length != 3 || !words[0].startsWith("0x")) {
                throw new ProxyException("show map: HAProxy says '" + line + "'");
              }
              entries.put(words[1], words[2]);
            });
    return entries;
  }

  private Map<String, ServerState> servers() {
    var table = socket.send("show servers state");
    var servers = new HashMap<String, ServerState>();
    for (var row :
        Rows.spaced(table, "be_name", "srv_name", "srv_addr", "srv_port", "srv_admin_state")) {
      var admin = Integer.parseInt(row.get("srv_admin_state"));
      if (SLOT.matcher(row.get("be_name")).matches() && (admin & FORCED_MAINTENANCE) == 0) {
        servers.put(
            row.get("be_name") + "/" + row.get("srv_name"),
            new ServerState(
                row.get("srv_addr"),
                Integer.parseInt(row.get("srv_port")),
                (admin & FORCED_DRAIN) == 0 ? Mode.READY : Mode.DRAIN));
      }
    }
    return servers;
  }

  /** Number of servers of each backend, as the worker's configuration has them. */
  List<Integer> sizes() {
    var sizes = new TreeMap<Integer, Integer>();
    for (var row : Rows.spaced(socket.send("show servers state"), "be_name")) {
      if (SLOT.matcher(row.get("be_name")).matches()) {
        sizes.merge(Integer.parseInt(row.get("be_name").substring(1)), 1, Integer::sum);
      }
    }
    return List.copyOf(sizes.values());
  }

  /** Server to the users who are kept on it and have no request open, of these servers. */
  Map<String, Integer> kept(Set<String> servers) {
    var tables = usersOfTables().keySet();
    var kept = new TreeMap<String, Integer>();
    if (servers.size() > FEW_SERVERS) {
      tables.forEach(table -> addKept(table, kept));
      kept.keySet().retainAll(servers);
      return kept;
    }
    for (var server : servers) {
      for (var table : tables) {
        var idle =
            socket
                .send("show table " + table + " data.gpt0 eq " + ServerNumbers.of(server))
                .lines()
                .filter(RuntimeApi::isIdle)
                .count();
        kept.merge(server, (int) idle, Integer::sum);
      }
    }
    return kept;
  }

  /** The same of every server; empty if there are more users than this. */
  Optional<Map<String, Integer>> kept(int mostUsers) {
    var tables = usersOfTables();
    if (tables.values().stream().mapToInt(Integer::intValue).sum() > mostUsers) {
      return Optional.empty();
    }
    var kept = new TreeMap<String, Integer>();
    tables.keySet().forEach(table -> addKept(table, kept));
    return Optional.of(kept);
  }

  /** The tables of kept users with how many each has. */
  private Map<String, Integer> usersOfTables() {
    var users = new TreeMap<String, Integer>();
    var table = TABLE.matcher(socket.send("show table"));
    while (table.find()) {
      users.put(table.group(1), Integer.parseInt(table.group(2)));
    }
    return users;
  }

  /** All of a table in one look, as each look goes through the whole of it. */
  private void addKept(String table, Map<String, Integer> kept) {
    socket
        .send("show table " + table)
        .lines()
        .filter(RuntimeApi::isIdle)
        .flatMap(line -> SERVER_NUMBER.matcher(line).results())
        .map(number -> ServerNumbers.server(Long.parseLong(number.group(1))))
        .forEach(server -> kept.merge(server, 1, Integer::sum));
  }

  private static boolean isIdle(String entry) {
    return entry.contains(" use=0 ");
  }

  long pid() {
    return Long.parseLong(
        info("Pid").orElseThrow(() -> new ProxyException("show info names no Pid")));
  }

  /** What the worker's configuration calls itself; empty if it does not. */
  String description() {
    return info("description").orElse("");
  }

  private Optional<String> info(String name) {
    var prefix = name + ": ";
    return socket
        .send("show info")
        .lines()
        .filter(line -> line.regionMatches(true, 0, prefix, 0, prefix.length()))
        .map(line -> line.substring(prefix.length()).strip())
        .findFirst();
  }
}
