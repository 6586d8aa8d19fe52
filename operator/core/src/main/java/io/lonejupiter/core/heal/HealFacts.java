package io.lonejupiter.core.heal;

import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.placement.PlacementRequest;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.model.RescheduleSpec;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.SuspectHost;
import java.time.Instant;
import java.util.List;

/**
 * All that the suspect hosts of a map depend on, as of one moment.
 *
 * @param spec null: all defaults
 * @param before those that are suspect up to now
 * @param rollout null: nothing was said of it yet
 * @param instances all AppDeployments of the map, whatever their state
 * @param request what one more instance asks of a host
 */
public record HealFacts(
    RescheduleSpec spec,
    List<SuspectHost> before,
    RolloutStatus rollout,
    List<InstanceState> instances,
    PlacementRequest request,
    List<HostState> hosts,
    Instant now) {}
