package io.lonejupiter.core.scale;

import io.lonejupiter.core.unit.Durations;
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.ApplicationMapStatus;
import io.lonejupiter.model.AutoscaleReading;
import io.lonejupiter.model.AutoscaleSpec;
import io.lonejupiter.model.AutoscaleStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Decides how many instances a map shall have. Pure. The rules are those of Kubernetes'
 * HorizontalPodAutoscaler:
 *
 * <ol>
 *   <li>Each metric asks for {@code ceil(total / target)} instances, or for as many as there are
 *       while it is within 10 % of its target. One that is not known never asks for fewer.
 *   <li>The one that asks for the most counts, within min, an open window of the schedule, and max.
 *   <li>More are added once more were asked for during the whole of {@code scaleUpAfter}, as many
 *       as were asked for at least; some are removed once fewer were asked for during the whole of
 *       {@code scaleDownAfter}, down to what was asked for at most.
 *   <li>What min, max and the schedule say holds at once.
 * </ol>
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details">the
 *     algorithm</a>
 */
public final class Autoscaler {
  private static final int PERCENT = 100;
  private static final int TOLERATED_PERCENT = 10;
  private static final Duration DEFAULT_UP = Duration.ZERO;
  private static final Duration DEFAULT_DOWN = Duration.ofMinutes(5);

  private final ScaleFacts facts;
  private final AutoscaleSpec spec;
  private final int fewest;
  private final String now;

  private Autoscaler(ScaleFacts facts) {
    this.facts = facts;
    this.spec = facts.spec();
    this.fewest =
        Math.min(spec.max(), Math.max(spec.min(), Schedule.min(spec.schedule(), facts.now())));
    this.now = facts.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** How many instances a map shall have, as its spec and its last decision say. */
  public static int wanted(ApplicationMapSpec spec, ApplicationMapStatus status) {
    var begin = spec.instances() == null ? 1 : spec.instances();
    if (spec.autoscale() == null) {
      return begin;
    }
    var decided = status == null ? null : status.autoscale();
    var wanted = decided == null ? begin : decided.instances();
    return Math.max(spec.autoscale().min(), Math.min(spec.autoscale().max(), wanted));
  }

  public static AutoscaleStatus next(ScaleFacts facts) {
    return new Autoscaler(facts).next();
  }

  private AutoscaleStatus next() {
    var before = facts.before();
    if (before == null) {
      var begin = Math.max(fewest, Math.min(spec.max(), facts.begin()));
      return scaled(begin, "begins with " + count(begin));
    }
    var current = before.instances();
    if (current < fewest) {
      return scaled(fewest, from(current) + (fewest > spec.min() ? "the schedule" : "min"));
    }
    if (current > spec.max()) {
      return scaled(spec.max(), from(current) + "max");
    }
    var wish = wish(current);
    if (wish == current) {
      return waiting(current, null, null);
    }
    var up = wish > current;
    var goesOn = before.wish() != null && before.wish() > current == up;
    var value = goesOn ? lasting(up, before.wish(), wish) : wish;
    var since = goesOn ? before.wishSince() : now;
    var lasted = Duration.between(Instant.parse(since), Instant.parse(now));
    return lasted.compareTo(after(up)) >= 0
        ? scaled(value, from(current) + reason())
        : waiting(current, value, since);
  }

  private static int lasting(boolean up, int before, int wish) {
    return up ? Math.min(before, wish) : Math.max(before, wish);
  }

  private Duration after(boolean up) {
    return up
        ? Durations.parseOr(spec.scaleUpAfter(), DEFAULT_UP)
        : Durations.parseOr(spec.scaleDownAfter(), DEFAULT_DOWN);
  }

  private int wish(int current) {
    var asked = facts.readings().stream().mapToInt(r -> asked(r, current)).max().orElse(fewest);
    return Math.max(fewest, Math.min(spec.max(), asked));
  }

  private static int asked(AutoscaleReading reading, int current) {
    if (reading.total() == null) {
      return current;
    }
    var expected = (long) reading.target() * current;
    return PERCENT * Math.abs(reading.total() - expected) <= TOLERATED_PERCENT * expected
        ? current
        : (int) Math.ceil((double) reading.total() / reading.target());
  }

  private AutoscaleStatus scaled(int instances, String why) {
    return new AutoscaleStatus(instances, null, null, now, why, readings());
  }

  private AutoscaleStatus waiting(int current, Integer wish, String since) {
    var before = facts.before();
    return new AutoscaleStatus(
        current, wish, since, before.scaledAt(), before.message(), readings());
  }

  private List<AutoscaleReading> readings() {
    return facts.readings().isEmpty() ? null : facts.readings();
  }

  private static String from(int current) {
    return "from " + count(current) + ": ";
  }

  private static String count(int instances) {
    return instances == 1 ? "1 instance" : instances + " instances";
  }

  private String reason() {
    return facts.readings().isEmpty()
        ? "the schedule"
        : facts.readings().stream().map(Autoscaler::reason).collect(Collectors.joining("; "));
  }

  private static String reason(AutoscaleReading reading) {
    return "%s %s, %d each"
        .formatted(
            reading.type(),
            reading.total() == null ? "not known" : reading.total(),
            reading.target());
  }
}
