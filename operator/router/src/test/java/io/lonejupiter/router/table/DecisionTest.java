package io.lonejupiter.router.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.router.table.Decision.TooManyStepsException;
import io.lonejupiter.router.table.Feature.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecisionTest {
  private static final List<Feature> FEATURES =
      List.of(
          new Feature(Source.METHOD, "", ""),
          new Feature(Source.HEADER, "x-tenant", ""),
          new Feature(Source.HEADER, "x-tenant", "b.*"),
          new Feature(Source.COOKIE, "beta", ""),
          new Feature(Source.QUERY, "v", ""));

  @Test
  void withoutConditionsThereIsNothingToDecide() {
    var decision = Decision.of(List.of(candidate("shop")), FEATURES);
    assertThat(decision).isEqualTo(new Decision("shop", Map.of()));
  }

  @Test
  void whatCanNeverHoldLeadsNowhere() {
    var tenant = FEATURES.get(1);
    var both = candidate("shop", new Condition(tenant, "a"), new Condition(tenant, "b"));
    assertThat(Decision.of(List.of(both), FEATURES).start()).isEqualTo(Decision.OPEN);
  }

  @Test
  void manyValuesOfOneHeaderAreOneStepEach() {
    var candidates = new ArrayList<Candidate>();
    for (var tenant = 0; tenant < 1_000; tenant++) {
      candidates.add(candidate("t" + tenant, new Condition(FEATURES.get(1), "tenant " + tenant)));
    }
    var decision = Decision.of(candidates, FEATURES);
    assertThat(decision.steps()).hasSize(1_001);
    assertThat(walk(decision, Map.of(1, "tenant 7"))).isEqualTo("t7");
    assertThat(walk(decision, Map.of(1, "tenant"))).startsWith(Decision.OPEN);
  }

  @Test
  void tooManyCombinationsAreRefusedAndNotReckonedForEver() {
    var features = new ArrayList<Feature>();
    var candidates = new ArrayList<Candidate>();
    for (var index = 0; index < 40; index++) {
      features.add(new Feature(Source.HEADER, "h" + index, ""));
      features.add(new Feature(Source.HEADER, "i" + index, ""));
    }
    for (var index = 0; index < 40; index++) {
      candidates.add(
          candidate(
              "r" + index,
              new Condition(features.get(index), "1"),
              new Condition(features.get(79 - index), "1")));
    }
    assertThatThrownBy(() -> Decision.of(candidates, features))
        .isInstanceOf(TooManyStepsException.class)
        .hasMessageContaining("use fewer different names");
  }

  @Test
  void findsTheFirstRuleWhoseConditionsAllHold() {
    var random = new Random(4);
    for (var round = 0; round < 2_000; round++) {
      var candidates = new ArrayList<Candidate>();
      for (var index = 0; index < 1 + random.nextInt(8); index++) {
        candidates.add(candidate("r" + index, conditions(random)));
      }
      var decision = Decision.of(candidates, FEATURES);
      for (var request = 0; request < 20; request++) {
        var values = new HashMap<Integer, String>();
        for (var feature = 0; feature < FEATURES.size(); feature++) {
          if (random.nextInt(3) > 0) {
            values.put(feature, value(random, FEATURES.get(feature)));
          }
        }
        var expected =
            candidates.stream()
                .filter(each -> each.conditions().stream().allMatch(c -> holds(c, values)))
                .map(Candidate::rule)
                .findFirst();
        var found = walk(decision, values);
        assertThat(found.startsWith(Decision.OPEN) ? null : found)
            .as("round %d: %s of %s", round, values, candidates)
            .isEqualTo(expected.orElse(null));
      }
    }
  }

  private static boolean holds(Condition condition, Map<Integer, String> values) {
    return condition.value().equals(values.get(FEATURES.indexOf(condition.feature())));
  }

  private static Condition[] conditions(Random random) {
    var conditions = new ArrayList<Condition>();
    for (var feature : FEATURES) {
      if (random.nextInt(3) == 0) {
        conditions.add(new Condition(feature, value(random, feature)));
      }
    }
    return conditions.toArray(Condition[]::new);
  }

  private static String value(Random random, Feature feature) {
    return feature.asksForMatch() ? Condition.YES : "v " + random.nextInt(3);
  }

  /** As HAProxy walks. */
  private static String walk(Decision decision, Map<Integer, String> values) {
    var state = decision.start();
    for (var feature = 0; feature < FEATURES.size(); feature++) {
      if (state.startsWith(Decision.OPEN)) {
        var next = decision.steps().getOrDefault(state + "|" + feature, state);
        var value = values.get(feature);
        state =
            value == null
                ? next
                : decision
                    .steps()
                    .getOrDefault(state + "|" + feature + "=" + Encoding.encoded(value), next);
      }
    }
    return state;
  }

  private static Candidate candidate(String rule, Condition... conditions) {
    var all = List.of(conditions);
    return new Candidate(rule, Claim.of("*", PathMatchType.PATH_PREFIX, "/", all), all, 0);
  }
}
