package io.lonejupiter.core.rollout;

import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.model.ApplicationMapSpec;
import java.util.List;
import java.util.Set;

/**
 * All that the next steps of a rollout depend on, as of one moment.
 *
 * @param wanted how many instances there shall be of the revision that serves
 * @param goals how many instances of which revision
 * @param avoided names of hosts that take an instance only where no other host does
 * @param instances all AppDeployments of the map, whatever their state
 */
public record RolloutFacts(
    String namespace,
    String map,
    ApplicationMapSpec spec,
    int wanted,
    RolloutGoals goals,
    Set<String> avoided,
    List<InstanceState> instances,
    List<HostState> hosts) {}
