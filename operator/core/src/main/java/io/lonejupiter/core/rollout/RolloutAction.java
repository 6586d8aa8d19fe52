package io.lonejupiter.core.rollout;

import io.lonejupiter.core.placement.Placement.Placed;

/** One step of a rollout; the names are those of AppDeployments. */
public sealed interface RolloutAction {
  String name();

  /** Create an instance of a revision at a place. */
  record Create(String name, String revision, Placed place) implements RolloutAction {}

  /** Bring the drain and resource settings of an instance up to date; its process goes on. */
  record UpdateSettings(String name) implements RolloutAction {}

  /** Give it no new sessions; it stops when it has none. */
  record Drain(String name, String why) implements RolloutAction {}

  /** Remove what is stopped or lost. */
  record Delete(String name, String why) implements RolloutAction {}
}
