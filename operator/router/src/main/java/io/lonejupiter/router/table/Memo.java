package io.lonejupiter.router.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What was reckoned in the last round, so that a round costs what has changed and not what there
 * is. A value is reckoned anew when one of the objects it was made of is another one. One thread.
 */
public final class Memo {

  /** What a value stands for, of which kind and of what. */
  private record Key(String kind, Object of) {}

  private record Known(List<?> inputs, Object value) {}

  private Map<Key, Known> last = new HashMap<>();
  private Map<Key, Known> now = new HashMap<>();

  /** A value, as it was if its inputs are the very same objects as in the round before. */
  @SuppressWarnings("unchecked")
  public <T> T get(String kind, Object of, List<?> inputs, Supplier<T> value) {
    var key = new Key(kind, of);
    var known = now.get(key);
    if (known == null) {
      known = last.get(key);
    }
    if (known == null || !same(known.inputs(), inputs)) {
      known = new Known(inputs, value.get());
    }
    now.put(key, known);
    return (T) known.value();
  }

  /** The object of the round before if it is equal; so that it counts as the very same. */
  @SuppressWarnings("unchecked")
  public <T> T same(String kind, Object of, T value) {
    var key = new Key(kind, of);
    var known = last.get(key);
    if (known == null || !known.value().equals(value)) {
      known = new Known(List.of(), value);
    }
    now.put(key, known);
    return (T) known.value();
  }

  private static boolean same(List<?> some, List<?> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (var index = 0; index < some.size(); index++) {
      if (some.get(index) != others.get(index)) {
        return false;
      }
    }
    return true;
  }

  /** Ends a round: what was not asked for in it is forgotten. */
  public void endRound() {
    last = now;
    now = new HashMap<>(last.size() * 2);
  }
}
