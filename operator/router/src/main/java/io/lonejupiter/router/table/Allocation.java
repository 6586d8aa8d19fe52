package io.lonejupiter.router.table;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.lonejupiter.router.table.Server.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which backend slot of HAProxy holds which group, and which server slot which instance. A slot
 * that is given stays where it is until it is idle; so no open request is ever counted for the
 * wrong instance. Pure: {@link #next} answers a new allocation.
 */
public record Allocation(List<Slot> slots) {

  /** Of a slot that is added. */
  private static final int FEWEST_SERVERS = 4;

  /** From so many slots on a quarter is added, as each costs a reload time and memory. */
  private static final int MANY_SLOTS = 64;

  /**
   * A backend of HAProxy.
   *
   * @param group id of its group, or null when it is free or only waits for its servers to be idle
   * @param settings what HAProxy has or is to have it do
   * @param servers null where a server slot is free; as many as HAProxy has or is to have
   */
  public record Slot(String group, BackendSettings settings, List<Server> servers) {
    public Slot {
      settings = settings == null ? BackendSettings.DEFAULT : settings;
      servers = java.util.Collections.unmodifiableList(new ArrayList<>(servers));
    }

    @JsonIgnore
    boolean isFree() {
      return group == null && servers.stream().allMatch(server -> server == null);
    }
  }

  public Allocation {
    slots = List.copyOf(slots);
  }

  /** All free: {@code backends} with {@code servers} each. */
  public static Allocation empty(int backends, int servers) {
    var slots = new ArrayList<Slot>();
    for (var index = 0; index < backends; index++) {
      slots.add(new Slot(null, BackendSettings.DEFAULT, nulls(servers)));
    }
    return new Allocation(slots);
  }

  public static String backend(int slot) {
    return "s" + slot;
  }

  public static String server(int slot, int server) {
    return backend(slot) + "/i" + (server + 1);
  }

  /** The same with more room, where HAProxy has more. */
  public Allocation atLeast(List<Integer> sizes) {
    var roomier = new ArrayList<Slot>();
    for (var index = 0; index < Math.max(slots.size(), sizes.size()); index++) {
      var slot = index < slots.size() ? slots.get(index) : new Slot(null, null, List.of());
      var servers = new ArrayList<>(slot.servers());
      servers.addAll(
          nulls(Math.max(0, index < sizes.size() ? sizes.get(index) - servers.size() : 0)));
      roomier.add(new Slot(slot.group(), slot.settings(), servers));
    }
    return new Allocation(roomier);
  }

  /** Servers per backend; HAProxy must be reloaded when it has less. */
  public List<Integer> sizes() {
    return slots.stream().map(slot -> slot.servers().size()).toList();
  }

  /** Settings per backend; HAProxy must be reloaded when it has others. */
  public List<BackendSettings> settings() {
    return slots.stream().map(Slot::settings).toList();
  }

  /** Group id to the name of the backend that holds it. */
  public Map<String, String> backends() {
    var backends = new HashMap<String, String>();
    for (var index = 0; index < slots.size(); index++) {
      if (slots.get(index).group() != null) {
        backends.put(slots.get(index).group(), backend(index));
      }
    }
    return backends;
  }

  /** The group that a backend holds. */
  public Optional<String> groupOf(String backend) {
    if (backend.length() < 2 || backend.charAt(0) != 's' || !isNumber(backend.substring(1))) {
      return Optional.empty();
    }
    var slot = Integer.parseInt(backend.substring(1));
    return slot < slots.size() ? Optional.ofNullable(slots.get(slot).group()) : Optional.empty();
  }

  private static boolean isNumber(String text) {
    for (var at = 0; at < text.length(); at++) {
      if (text.charAt(at) < '0' || text.charAt(at) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Name to server, of those that are given to an instance and fulfil a condition. */
  public Map<String, Server> servers(Predicate<Server> condition) {
    var found = new TreeMap<String, Server>();
    for (var slot = 0; slot < slots.size(); slot++) {
      var servers = slots.get(slot).servers();
      for (var server = 0; server < servers.size(); server++) {
        if (servers.get(server) != null && condition.test(servers.get(server))) {
          found.put(server(slot, server), servers.get(server));
        }
      }
    }
    return found;
  }

  /** Names of the servers that wait to be idle. */
  public Set<String> leaving() {
    return servers(server -> server.state() == State.LEAVING).keySet();
  }

  /**
   * The allocation for these groups. Grows in proportion where there is no room.
   *
   * @param groups group id to its members
   * @param settings group id to what its backend is to do; the default where there is none
   * @param before the groups for which this allocation was made; empty if that is not known
   * @param idle names of leaving servers without an open request, in any worker
   */
  public Allocation next(
      Map<String, List<Target>> groups,
      Map<String, BackendSettings> settings,
      Optional<Map<String, List<Target>>> before,
      Set<String> idle) {
    var wanted =
        new LinkedHashMap<>(before.map(known -> UnionMap.apart(groups, known)).orElse(groups));
    var former = before.map(known -> UnionMap.apart(known, groups)).orElse(Map.of());
    var next = new ArrayList<Slot>();
    for (var index = 0; index < slots.size(); index++) {
      var slot = slots.get(index);
      var group = slot.group();
      if (slot.isFree()) {
        next.add(slot);
        continue;
      }
      var known = before.isPresent() && group != null;
      var same = known && !former.containsKey(group) && !wanted.containsKey(group);
      if (same && idle.isEmpty()) {
        next.add(slot);
        continue;
      }
      var kept = freed(slot, index, idle);
      if (same) {
        next.add(kept.equals(slot.servers()) ? slot : new Slot(group, slot.settings(), kept));
        continue;
      }
      var stays =
          group != null
              && slot.settings().equals(settings.getOrDefault(group, BackendSettings.DEFAULT));
      var members = stays ? wanted.remove(group) : null;
      next.add(
          members == null
              ? new Slot(null, slot.settings(), placed(kept, List.of()))
              : new Slot(group, slot.settings(), placed(kept, members)));
    }
    wanted.forEach(
        (group, members) ->
            take(next, group, settings.getOrDefault(group, BackendSettings.DEFAULT), members));
    return new Allocation(next);
  }

  private static void take(
      List<Slot> slots, String group, BackendSettings settings, List<Target> members) {
    var free = free(slots, settings);
    if (free < 0) {
      // In proportion to those of this kind, so that growing needs few reloads.
      var same = (int) slots.stream().filter(slot -> slot.settings().equals(settings)).count();
      // Spare servers cost as well.
      var most = slots.isEmpty() ? 1 : slots.get(0).servers().size();
      var servers = Math.min(most, Math.max(FEWEST_SERVERS, 2 * members.size()));
      free = slots.size();
      var more = same < MANY_SLOTS ? Math.max(1, same) : same / 4;
      for (var added = 0; added < more; added++) {
        slots.add(new Slot(null, settings, nulls(servers)));
      }
    }
    slots.set(free, new Slot(group, settings, placed(slots.get(free).servers(), members)));
  }

  /** A slot with these settings; or else one with others that nobody can be waiting for. */
  private static int free(List<Slot> slots, BackendSettings settings) {
    var other = -1;
    for (var index = 0; index < slots.size(); index++) {
      if (slots.get(index).isFree()) {
        if (slots.get(index).settings().equals(settings)) {
          return index;
        }
        if (!slots.get(index).settings().equals(BackendSettings.DEFAULT)) {
          other = index;
        }
      }
    }
    return other;
  }

  private static List<Server> freed(Slot slot, int index, Set<String> idle) {
    var servers = new ArrayList<>(slot.servers());
    for (var server = 0; server < servers.size(); server++) {
      var held = servers.get(server);
      if (held != null && held.state() == State.LEAVING && idle.contains(server(index, server))) {
        servers.set(server, null);
      }
    }
    return servers;
  }

  private static List<Server> placed(List<Server> before, List<Target> members) {
    var servers = new ArrayList<>(before);
    var missing = new HashMap<String, Target>();
    // Of two with one id, a dead host's and the living one's, the ready one counts.
    members.forEach(
        member -> missing.merge(member.instance(), member, (one, two) -> one.ready() ? one : two));
    for (var index = 0; index < servers.size(); index++) {
      var held = servers.get(index);
      if (held != null) {
        var member = missing.get(held.instance());
        if (member != null && member.sameAs(held)) {
          servers.set(index, held.in(member.state()));
          missing.remove(held.instance());
        } else {
          servers.set(index, held.in(State.LEAVING));
        }
      }
    }
    for (var member : members) {
      // One that never was ready needs no slot yet.
      if (member.equals(missing.get(member.instance())) && member.ready()) {
        put(servers, member);
      }
    }
    return servers;
  }

  private static void put(List<Server> servers, Target member) {
    var free = servers.indexOf(null);
    if (free < 0) {
      free = servers.size();
      servers.addAll(nulls(Math.max(1, servers.size())));
    }
    servers.set(free, new Server(member.instance(), member.address(), member.port(), State.READY));
  }

  private static List<Server> nulls(int count) {
    return new ArrayList<>(java.util.Collections.nCopies(count, null));
  }
}
