package io.lonejupiter.cli.observe;

import io.lonejupiter.model.Condition;
import java.util.List;

/**
 * What an object says of itself.
 *
 * @param ready its condition Ready is True for what its spec says now
 * @param why reason and message; empty if there is nothing to say
 */
public record Readiness(boolean ready, String reason, String why) {
  static final Readiness UNKNOWN =
      new Readiness(false, "NotObserved", "the server has not looked at it yet");

  /**
   * Reads the conditions; what was said of an older generation counts as nothing.
   *
   * @param conditions null if there are none
   * @param observed generation of the whole status; null if it has none
   * @param generation generation of the object; null if it has none
   */
  static Readiness of(List<Condition> conditions, Long observed, Long generation) {
    if (conditions == null) {
      return UNKNOWN;
    }
    return conditions.stream()
        .filter(condition -> "Ready".equals(condition.type()))
        .findFirst()
        .map(condition -> of(condition, observed, generation))
        .orElse(UNKNOWN);
  }

  private static Readiness of(Condition condition, Long observed, Long generation) {
    Long seen = condition.observedGeneration() == null ? observed : condition.observedGeneration();
    if (seen != null && generation != null && seen < generation) {
      return UNKNOWN;
    }
    String message = condition.message() == null ? "" : condition.message();
    return new Readiness("True".equals(condition.status()), condition.reason(), message);
  }

  /** As a phrase: {@code Progressing: 1 of 2 instances are ready}. */
  public String phrase() {
    return why.isBlank() ? reason : reason + ": " + why;
  }
}
