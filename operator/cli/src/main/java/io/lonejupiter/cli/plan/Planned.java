package io.lonejupiter.cli.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lonejupiter.core.plan.Forecast;
import io.lonejupiter.kubernetes.applicationmap.Preview.AtRisk;
import io.lonejupiter.model.PendingInstance;
import java.util.List;

/**
 * What is going to be done about one object.
 *
 * @param object such as {@code appmap/shop}
 * @param namespace null for an object that has none
 * @param summary what changes, in words; empty: nothing
 * @param obstacle why it cannot be done at all; null if it can
 * @param seconds about how long the steps take, without what they wait for; null if not known
 * @param atRisk what is open where something ends; null if nothing does
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Planned(
    String object,
    String namespace,
    String summary,
    String obstacle,
    List<NamedStep> steps,
    List<PendingInstance> pending,
    Long seconds,
    AtRisk atRisk) {

  /** A step with its kind. */
  public record NamedStep(
      String kind, @JsonTypeInfo(use = JsonTypeInfo.Id.NONE) Forecast.Step step) {

    static NamedStep of(Forecast.Step step) {
      return new NamedStep(step.getClass().getSimpleName(), step);
    }
  }

  public boolean changes() {
    return !summary.isEmpty() || obstacle != null || !steps.isEmpty() || !pending.isEmpty();
  }
}
