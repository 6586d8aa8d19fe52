package io.lonejupiter.core.rollout;

import io.lonejupiter.model.PrometheusQuery;
import java.time.Instant;
import java.util.Optional;

/**
 * What a query to Prometheus gave.
 *
 * @param value null where it gave no number
 * @param problem why it gave none; null if it did
 * @param askedAt when it was asked
 */
public record Reading(Double value, String problem, Instant askedAt) {

  /** Nothing was asked yet. */
  public static final Reading NONE = new Reading(null, "it was not asked yet", Instant.MIN);

  /** One that keeps to its bounds. */
  public static Reading good(PrometheusQuery query, Instant now) {
    var bound = query.max() == null ? query.min() : query.max();
    return new Reading(Double.valueOf(bound), null, now);
  }

  /** Whether it says how things are at this moment or later. */
  boolean isOf(Instant moment) {
    return value != null && !askedAt.isBefore(moment);
  }

  /** How it does not keep to the bounds; empty if it does. */
  Optional<String> outside(PrometheusQuery query) {
    if (query.max() != null && value > Double.parseDouble(query.max())) {
      return Optional.of(
          "%s is %s, and at most %s is allowed".formatted(query.query(), value, query.max()));
    }
    return query.min() != null && value < Double.parseDouble(query.min())
        ? Optional.of(
            "%s is %s, and at least %s is needed".formatted(query.query(), value, query.min()))
        : Optional.empty();
  }
}
