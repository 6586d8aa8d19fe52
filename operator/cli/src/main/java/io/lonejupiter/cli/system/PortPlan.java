package io.lonejupiter.cli.system;

import io.lonejupiter.cli.state.Port;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;

/**
 * Which number each port gets. Pure: who asks says what is free.
 *
 * @param notes a sentence for each port that could not have the number it would like
 */
record PortPlan(Map<Port, Integer> ports, List<String> notes) {

  /**
   * The number of the last time or else the standard one if it is free, else another.
   *
   * @param before what was used the last time; may lack ports
   * @param isFree whether a number can be had
   * @param other gives free numbers, perhaps one twice
   */
  static PortPlan choose(Map<Port, Integer> before, IntPredicate isFree, IntSupplier other) {
    var chosen = new EnumMap<Port, Integer>(Port.class);
    var notes = new ArrayList<String>();
    Set<Integer> reserved = new HashSet<>();
    for (Port port : Port.values()) {
      int wanted = before.getOrDefault(port, port.standard());
      if (isFree.test(wanted) && reserved.add(wanted)) {
        chosen.put(port, wanted);
      }
    }
    for (Port port : Port.values()) {
      if (!chosen.containsKey(port)) {
        int wanted = before.getOrDefault(port, port.standard());
        int number = other.getAsInt();
        while (!reserved.add(number)) {
          number = other.getAsInt();
        }
        chosen.put(port, number);
        notes.add(
            "port %d is taken: %s listens on %d instead".formatted(wanted, port.purpose(), number));
      }
    }
    return new PortPlan(Map.copyOf(chosen), List.copyOf(notes));
  }
}
