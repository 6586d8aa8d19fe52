package io.lonejupiter.router.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What was reckoned in the last round, so that a round costs what has changed and not what there
 * is. A value is reckoned anew when one of the objects it was made of is another one, and counts as
 * the very same where it comes out equal. One thread.
 */
public final class Memo {

  /**
   * @param inner what was reckoned on the way to the value; null where nothing is remembered of it
   */
  private record Known(List<?> inputs, Object value, Memo inner) {}

  /** By the kind of a value, and what it is of. */
  private Map<String, Map<Object, Known>> last = new HashMap<>();

  private Map<String, Map<Object, Known>> now = new HashMap<>();

  /** A value, as it was if its inputs are the very same objects as in the round before. */
  public <T> T get(String kind, Object of, List<?> inputs, Supplier<T> value) {
    return get(kind, of, inputs, null, none -> value.get());
  }

  /**
   * The same.
   *
   * @param value is handed what was remembered as it was reckoned last, and ends that round
   */
  public <T> T get(String kind, Object of, List<?> inputs, Function<Memo, T> value) {
    var known = known(kind, of);
    return get(kind, of, inputs, known == null ? new Memo() : known.inner(), value);
  }

  @SuppressWarnings("unchecked")
  private <T> T get(String kind, Object of, List<?> inputs, Memo inner, Function<Memo, T> value) {
    var known = known(kind, of);
    if (known == null || !same(known.inputs(), inputs)) {
      var anew = value.apply(inner);
      var equal = known != null && known.value().equals(anew);
      known = new Known(inputs, equal ? known.value() : anew, inner);
    }
    remember(kind, of, known);
    return (T) known.value();
  }

  private Known known(String kind, Object of) {
    var known = now.getOrDefault(kind, Map.of()).get(of);
    return known == null ? last.getOrDefault(kind, Map.of()).get(of) : known;
  }

  private void remember(String kind, Object of, Known known) {
    now.computeIfAbsent(kind, name -> new HashMap<>(last.getOrDefault(kind, Map.of()).size() * 2))
        .put(of, known);
  }

  /** The object of the round before if it is equal; so that it counts as the very same. */
  @SuppressWarnings("unchecked")
  public <T> T same(String kind, Object of, T value) {
    var known = last.getOrDefault(kind, Map.of()).get(of);
    if (known == null || known.value() != value && !known.value().equals(value)) {
      known = new Known(List.of(), value, null);
    }
    remember(kind, of, known);
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
    now = new HashMap<>();
  }
}
