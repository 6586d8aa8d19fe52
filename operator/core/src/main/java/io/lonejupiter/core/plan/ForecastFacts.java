package io.lonejupiter.core.plan;

import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.core.rollout.RolloutAction.Create;
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.SuspectHost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * All that a forecast depends on, as of one moment.
 *
 * @param wanted how many instances there shall be
 * @param before the status of the rollout up to now; null: none
 * @param suspects hosts that the map avoids
 * @param instances those that there are
 * @param start how long an instance takes to become ready
 */
public record ForecastFacts(
    String namespace,
    String map,
    ApplicationMapSpec spec,
    int wanted,
    String revision,
    RolloutStatus before,
    List<SuspectHost> suspects,
    List<InstanceState> instances,
    Hosts hosts,
    Duration start,
    Instant now) {

  /** How hosts are once some instances are gone and others are there. */
  @FunctionalInterface
  public interface Hosts {
    List<HostState> with(List<String> gone, List<Create> created);
  }
}
