package io.lonejupiter.router.haproxy;

import io.lonejupiter.core.document.Documents;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * On which instance a user begins who is known by a header or an address, so that all routers
 * choose the same without knowing of each other. Users are in as many parts, by a hash of theirs;
 * each instance has the same number of parts or one more, and one that comes or goes moves hardly
 * any part of the others. Pure.
 *
 * <p>The table of Maglev, Google's load balancer (Eisenbud and others, NSDI 2016, section 3.4).
 */
final class Homes {
  /** A prime, so that every step leads through all parts. */
  static final int PARTS = 251;

  private static final int MOST_INSTANCES = PARTS / 2;

  private static final int HEX_DIGITS = 15;

  private static final int HEX = 16;

  private Homes() {}

  /** The instance of each part; empty where there is no choice, or too much for even parts. */
  static List<String> of(Collection<String> instances) {
    if (instances.size() < 2 || instances.size() > MOST_INSTANCES) {
      return List.of();
    }
    var inOrder = new TreeSet<>(instances).toArray(String[]::new);
    var next = new int[inOrder.length];
    var step = new int[inOrder.length];
    for (var index = 0; index < inOrder.length; index++) {
      var hash = Long.parseLong(Documents.hash(inOrder[index], HEX_DIGITS), HEX);
      next[index] = (int) (hash % PARTS);
      step[index] = (int) (hash / PARTS % (PARTS - 1)) + 1;
    }
    var homes = new String[PARTS];
    for (var taken = 0; taken < PARTS; taken++) {
      var turn = taken % inOrder.length;
      while (homes[next[turn]] != null) {
        next[turn] = (next[turn] + step[turn]) % PARTS;
      }
      homes[next[turn]] = inOrder[turn];
    }
    return List.of(homes);
  }
}
