package io.lonejupiter.core.rollout;

import io.lonejupiter.model.PendingInstance;
import java.util.List;

/**
 * The next steps of a rollout, and the instances that no host can take.
 *
 * @param pending in the order of their names
 */
public record RolloutPlan(List<RolloutAction> actions, List<PendingInstance> pending) {}
