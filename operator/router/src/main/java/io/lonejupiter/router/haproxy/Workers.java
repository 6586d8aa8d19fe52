package io.lonejupiter.router.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The processes of one HAProxy, as {@code show proc} lists them. Pure.
 *
 * @param former workers that a reload left behind with their connections
 */
record Workers(Optional<Long> master, List<Long> former) {

  static Workers of(String table) {
    Optional<Long> master = Optional.empty();
    var former = new ArrayList<Long>();
    var old = false;
    for (var line : table.lines().toList()) {
      if (line.startsWith("#")) {
        old = line.startsWith("# old workers");
        continue;
      }
      var words = line.strip().split("\\s+");
      if (words.length > 1 && words[1].equals("master")) {
        master = Optional.of(Long.parseLong(words[0]));
      } else if (words.length > 1 && words[1].equals("worker") && old) {
        former.add(Long.parseLong(words[0]));
      }
    }
    return new Workers(master, List.copyOf(former));
  }
}
