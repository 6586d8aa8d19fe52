package io.lonejupiter.router.table;

import io.lonejupiter.core.document.Documents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How one of several rules is found by looking at each feature of a request once, whatever the
 * number of rules: a deterministic automaton, whose states stand for the rules that are left and
 * whose steps are entries of a map.
 *
 * <p>In state {@code s}, the feature with index {@code i} leads to where {@code s|i=value} says, or
 * else {@code s|i}; where there is neither, it is of no account in that state. Who arrives at a
 * name that does not begin with {@link #OPEN} has found its rule. Pure.
 *
 * @param start a state, or the rule itself where there is nothing to decide
 * @param steps key to the next state or the rule
 */
public record Decision(String start, Map<String, String> steps) {
  /** Begins the names of states. Who is in one after all features has found no rule. */
  public static final String OPEN = "~";

  /** Each way through different headers that leads to a rule of its own is an entry or two. */
  static final int MOST_STEPS = 10_000;

  private static final int HASH_LENGTH = 12;

  /** There are too many ways. */
  static final class TooManyStepsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyStepsException() {
      super(
          "the rules for one path combine so many headers, cookies and parameters that more than "
              + MOST_STEPS
              + " cases are to be told apart: use fewer different names, or separate paths",
          null,
          false,
          false);
    }
  }

  /** A rule and what a request must still show. */
  private record Open(String rule, Map<Integer, String> unmet) {
    Open without(int feature) {
      var left = new TreeMap<>(unmet);
      left.remove(feature);
      return new Open(rule, left);
    }
  }

  private static final class Builder {
    private final Map<String, String> steps = new TreeMap<>();
    private final Map<List<Open>, String> states = new HashMap<>();

    String enter(List<Open> open) {
      if (open.isEmpty()) {
        return OPEN;
      }
      if (open.get(0).unmet().isEmpty()) {
        return open.get(0).rule();
      }
      var known = states.get(open);
      if (known != null) {
        return known;
      }
      var state = OPEN + states.size();
      states.put(open, state);
      // Features are looked at in their order.
      var next =
          open.stream()
              .flatMap(each -> each.unmet().keySet().stream())
              .min(Integer::compare)
              .orElseThrow();
      var values = new TreeSet<String>();
      open.forEach(each -> values.addAll(values(each, next)));
      for (var value : values) {
        step(state + "|" + next + "=" + Encoding.encoded(value), left(open, next, value));
      }
      step(state + "|" + next, left(open, next, null));
      return state;
    }

    private void step(String key, List<Open> open) {
      if (steps.size() >= MOST_STEPS) {
        throw new TooManyStepsException();
      }
      // The place is taken first, so that the number of states is bound, too.
      steps.put(key, "");
      steps.put(key, enter(open));
    }

    private static List<String> values(Open each, int feature) {
      var value = each.unmet().get(feature);
      return value == null ? List.of() : List.of(value);
    }

    /** What is left when a feature has this value, or null for one that nobody asks for. */
    private static List<Open> left(List<Open> open, int feature, String value) {
      var left = new ArrayList<Open>();
      for (var each : open) {
        var wanted = each.unmet().get(feature);
        if (wanted == null) {
          left.add(each);
        } else if (wanted.equals(value)) {
          left.add(each.without(feature));
        }
        if (!left.isEmpty() && left.get(left.size() - 1).unmet().isEmpty()) {
          break;
        }
      }
      return left;
    }
  }

  /**
   * Decides between rules.
   *
   * @param candidates best first
   * @param features in the order in which they are looked at; all that the candidates need
   * @throws TooManyStepsException there are more than {@link #MOST_STEPS}
   */
  static Decision of(List<Candidate> candidates, List<Feature> features) {
    var open = new ArrayList<Open>();
    for (var candidate : candidates) {
      var unmet = new TreeMap<Integer, String>();
      var possible = true;
      for (var condition : candidate.conditions()) {
        var before = unmet.put(features.indexOf(condition.feature()), condition.value());
        possible &= before == null || before.equals(condition.value());
      }
      if (possible) {
        open.add(new Open(candidate.rule(), unmet));
      }
    }
    var builder = new Builder();
    var start = builder.enter(open);
    if (!start.startsWith(OPEN) || start.equals(OPEN)) {
      return new Decision(start, Map.of());
    }
    return named(start, builder.steps);
  }

  /** Names hold a hash of all steps, so that the steps of another decision stand beside them. */
  private static Decision named(String start, Map<String, String> steps) {
    var prefix = OPEN + Documents.hash(steps, HASH_LENGTH) + ".";
    var named = new TreeMap<String, String>();
    steps.forEach((key, next) -> named.put(named(key, prefix), named(next, prefix)));
    return new Decision(named(start, prefix), named);
  }

  private static String named(String name, String prefix) {
    return name.startsWith(OPEN) && name.length() > OPEN.length()
        ? prefix + name.substring(OPEN.length())
        : name;
  }
}
