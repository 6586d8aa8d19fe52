package io.lonejupiter.router;

import io.lonejupiter.router.table.Allocation;
import io.lonejupiter.router.table.DocumentRules;
import io.lonejupiter.router.table.Rule;
import io.lonejupiter.router.table.Server.State;
import io.lonejupiter.router.table.Sticky;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * How many users each group keeps on its instances who have no request open, for those who want to
 * know what a change would end. Does no I/O itself. One thread.
 */
final class UserCounts {
  /** All users are looked through; nobody waits for the number. */
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(10);

  private Set<String> keeping = Set.of();

  /** Group id to its users; null: there are too many to be counted. */
  private Map<String, Integer> users = Map.of();

  private long countedAt = System.nanoTime() - INTERVAL;

  /** Takes note of whose users are kept on an instance. */
  void follow(Collection<DocumentRules> documents) {
    keeping =
        documents.stream()
            .filter(document -> document.stickies().stream().anyMatch(Sticky::instance))
            .flatMap(document -> document.rules().stream())
            .filter(rule -> rule.sticky() != null && rule.sticky().instance())
            .flatMap(rule -> rule.groups().stream())
            .map(Rule.Group::id)
            .collect(Collectors.toSet());
  }

  /**
   * Takes a reading if it is time for one.
   *
   * @param now of {@link System#nanoTime}
   * @param kept server to its users; empty if there are too many to be counted
   */
  void count(long now, Supplier<Optional<Map<String, Integer>>> kept, Allocation allocation) {
    if (keeping.isEmpty() || now - countedAt < INTERVAL) {
      return;
    }
    countedAt = now;
    users = kept.get().map(servers -> byGroup(servers, allocation)).orElse(null);
  }

  /** Those of servers that have nobody's traffic any more come back to another. */
  private static Map<String, Integer> byGroup(Map<String, Integer> kept, Allocation allocation) {
    var users = new HashMap<String, Integer>();
    allocation
        .servers(server -> server.state() == State.READY || server.state() == State.DRAINING)
        .keySet()
        .forEach(
            name ->
                allocation
                    .groupOf(name.substring(0, name.indexOf('/')))
                    .filter(group -> kept.containsKey(name))
                    .ifPresent(group -> users.merge(group, kept.get(name), Integer::sum)));
    return users;
  }

  /** Null where users are not kept on an instance, or not counted. */
  Integer of(Rule.Group group) {
    return users == null || !keeping.contains(group.id())
        ? null
        : users.getOrDefault(group.id(), 0);
  }
}
