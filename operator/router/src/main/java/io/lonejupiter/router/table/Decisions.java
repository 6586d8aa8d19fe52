package io.lonejupiter.router.table;

import io.lonejupiter.router.table.Decision.TooManyStepsException;
import io.lonejupiter.router.table.Paths.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a request under each host and path finds its rule. Pure.
 *
 * @param tooMuch those between which it cannot be decided, as they need more room than there is;
 *     empty where all can be found
 */
record Decisions(Map<Place, Decision> found, List<Candidate> tooMuch) {
  /** For all hosts and paths of a router. */
  private static final int MOST_STEPS = 50_000;

  static Decisions of(Paths paths, List<Feature> features, Memo memo) {
    var known = memo.same("features", "", features);
    return memo.get("decisions", "", List.of(paths, known), inner -> decide(paths, known, inner));
  }

  private static Decisions decide(Paths paths, List<Feature> features, Memo memo) {
    var decisions = new HashMap<Place, Decision>();
    var steps = 0;
    for (var place : paths.candidates().entrySet()) {
      var candidates = place.getValue();
      var inputs = new ArrayList<Object>(candidates);
      inputs.add(features);
      try {
        var decision =
            memo.get("decision", place.getKey(), inputs, () -> Decision.of(candidates, features));
        steps += decision.steps().size();
        decisions.put(place.getKey(), decision);
      } catch (TooManyStepsException e) {
        return new Decisions(Map.of(), candidates);
      }
      if (steps > MOST_STEPS) {
        return new Decisions(Map.of(), candidates);
      }
    }
    // Only where all were asked for: what is refused is tried again with each change.
    memo.endRound();
    return new Decisions(Collections.unmodifiableMap(decisions), List.of());
  }
}
