package io.lonejupiter.core.rollout;

import io.lonejupiter.model.ResolvedVerification;
import java.util.Map;
import java.util.Optional;

/**
 * What instances of a map have to pass, with the artifacts that it means now.
 *
 * @param ofInstances each, before it gets traffic
 * @param ofSteps by the index of a step: those of the new revision, at that step
 * @param missing by the index of a step: why its test artifact cannot be had
 */
public record Gates(
    Optional<ResolvedVerification> ofInstances,
    Map<Integer, ResolvedVerification> ofSteps,
    Map<Integer, String> missing) {
  public static final Gates NONE = new Gates(Optional.empty(), Map.of(), Map.of());
}
