package io.lonejupiter.core.plan;

import io.lonejupiter.model.PendingInstance;
import java.time.Duration;
import java.util.List;

/**
 * What a map's rollout is going to do, by the very decisions that will do it: they are asked again
 * and again, as if every instance came up, routers obeyed, pauses were promoted and measurements
 * were good. Pure.
 *
 * @param steps in their order; empty: nothing is going to be done
 * @param pending instances that no host can take
 * @param lasts until the last step, without what people are waited for
 */
public record Forecast(List<Step> steps, List<PendingInstance> pending, Duration lasts) {
  /** Nothing is going to be done. */
  public static final Forecast NOTHING = new Forecast(List.of(), List.of(), Duration.ZERO);

  /** One thing that happens. */
  public sealed interface Step {}

  /** An instance starts. */
  public record Start(String instance, String revision, String host) implements Step {}

  /** An instance takes other settings, and runs on. */
  public record Change(String instance) implements Step {}

  /** An instance gets no new sessions, and goes when it has none. */
  public record Stop(String instance, String host, String why) implements Step {}

  /** What is left of an instance that does not run any more is removed. */
  public record Remove(String instance, String host, String why) implements Step {}

  /** So many percent of the map's traffic go to a revision. */
  public record Weight(String revision, int percent) implements Step {}

  /** Nothing goes on before something has happened. */
  public record Wait(String until) implements Step {}

  /** As far as anybody can know now. */
  public static Forecast of(ForecastFacts facts) {
    return new Course(facts).run();
  }
}
