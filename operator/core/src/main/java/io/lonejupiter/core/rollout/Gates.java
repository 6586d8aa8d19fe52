package io.lonejupiter.core.rollout;

import io.lonejupiter.model.ResolvedVerification;
import java.util.Map;
import java.util.Optional;

/**
 * What instances of a map have to pass, with the artifacts that it means now.
 *
 * @param ofInstances each, before it gets traffic
 * @param ofSteps by the index of a step: those of the new revision, at that step
 */
public record Gates(
    Optional<ResolvedVerification> ofInstances, Map<Integer, ResolvedVerification> ofSteps) {
  public static final Gates NONE = new Gates(Optional.empty(), Map.of());
}
