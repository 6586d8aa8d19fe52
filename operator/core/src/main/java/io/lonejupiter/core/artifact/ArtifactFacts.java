package io.lonejupiter.core.artifact;

import io.lonejupiter.model.ArtifactSpec;

/**
 * An artifact as it is chosen from.
 *
 * @param sequence its place among the artifacts of the app, or null before it has one
 * @param ready hosts can fetch it, as far as the operator knows
 * @param problem why it is not ready
 */
public record ArtifactFacts(
    String name, ArtifactSpec spec, Long sequence, boolean ready, String problem) {}
