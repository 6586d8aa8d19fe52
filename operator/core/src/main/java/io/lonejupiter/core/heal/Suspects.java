package io.lonejupiter.core.heal;

import io.lonejupiter.core.placement.Placement.Placed;
import io.lonejupiter.core.placement.Placer;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.core.rollout.InstanceState.Failure;
import io.lonejupiter.core.rollout.RolloutGoals;
import io.lonejupiter.core.unit.Durations;
import io.lonejupiter.model.RescheduleSpec;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.SuspectHost;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides which hosts a map avoids. Pure. A host becomes suspect when all of this holds:
 *
 * <ol>
 *   <li>an instance has failed there by what may be the host's fault, in a crash loop or for {@code
 *       delay};
 *   <li>its revision is the stable one, or the first: whatever else fails is its rollout's to
 *       judge;
 *   <li>another host, not suspect, has room for it;
 *   <li>fewer than {@code attempts} hosts are suspect for the revision: one that crashes wherever
 *       it runs does not wander about.
 * </ol>
 *
 * What has failed there by then is replaced, and new instances go there only where no other host
 * takes them. It ends after {@code interval}, or with its revision.
 */
public final class Suspects {
  static final int DEFAULT_ATTEMPTS = 3;

  private static final Duration DEFAULT_INTERVAL = Duration.ofHours(1);
  private static final Duration DEFAULT_DELAY = Duration.ofMinutes(1);
  private static final String CRASH_LOOP = "CrashLoop";
  private static final String VERIFICATION_FAILED = "VerificationFailed";

  /** All but what is wrong with the artifact or the assignment itself. */
  private static final Set<String> OF_THE_HOST =
      Set.of(
          CRASH_LOOP,
          "CommandNotFound",
          "FetchFailed",
          "InstallFailed",
          "PortInUse",
          "RegistrationRefused",
          "StartFailed",
          VERIFICATION_FAILED);

  private final HealFacts facts;

  private Suspects(HealFacts facts) {
    this.facts = facts;
  }

  /** Those that are suspect from now on. */
  public static List<SuspectHost> next(HealFacts facts) {
    return facts.rollout() == null ? List.of() : new Suspects(facts).next();
  }

  public static int attempts(RescheduleSpec spec) {
    return spec == null || spec.attempts() == null ? DEFAULT_ATTEMPTS : spec.attempts();
  }

  public static Duration interval(RescheduleSpec spec) {
    return Durations.parseOr(spec == null ? null : spec.interval(), DEFAULT_INTERVAL);
  }

  /** When time alone will change them; empty: never. */
  public static Optional<Instant> nextChange(
      RescheduleSpec spec, List<SuspectHost> now, List<InstanceState> instances, Instant moment) {
    var ends = now.stream().map(suspect -> Instant.parse(suspect.until()));
    var begins =
        instances.stream()
            .filter(instance -> instance.running() && instance.failure() != null)
            .map(instance -> due(spec, instance));
    return Stream.concat(ends, begins).filter(moment::isBefore).min(Comparator.naturalOrder());
  }

  private List<SuspectHost> next() {
    var suspects =
        new ArrayList<>(
            facts.before().stream()
                .filter(suspect -> facts.now().isBefore(Instant.parse(suspect.until())))
                .filter(suspect -> isOfNow(suspect.revision()))
                .toList());
    facts.instances().stream()
        .filter(this::hasFailedOnItsHost)
        .sorted(Comparator.comparing(InstanceState::name))
        .filter(instance -> suspects.stream().noneMatch(suspect -> isIts(suspect, instance)))
        .forEach(
            instance -> {
              if (isWithinBudget(instance.revision(), suspects)
                  && fitsElsewhere(suspects, instance.host())) {
                suspects.add(suspect(instance));
              }
            });
    return List.copyOf(suspects);
  }

  private boolean isOfNow(String revision) {
    return revision.equals(facts.rollout().revision()) || revision.equals(facts.rollout().stable());
  }

  private static boolean isProven(RolloutStatus rollout, String revision) {
    return revision.equals(rollout.stable() == null ? rollout.revision() : rollout.stable());
  }

  private boolean hasFailedOnItsHost(InstanceState instance) {
    return instance.running()
        && !instance.ready()
        && !instance.lost()
        && instance.failure() != null
        && isOfTheHost(instance.failure())
        && isProven(facts.rollout(), instance.revision())
        && !facts.now().isBefore(due(facts.spec(), instance));
  }

  private static boolean isOfTheHost(Failure failure) {
    return OF_THE_HOST.contains(failure.reason())
        && !(failure.reason().equals(VERIFICATION_FAILED) && failure.elsewhere());
  }

  private static Instant due(RescheduleSpec spec, InstanceState instance) {
    var failure = instance.failure();
    if (failure.reason().equals(CRASH_LOOP)) {
      return failure.since();
    }
    var due =
        failure.since().plus(Durations.parseOr(spec == null ? null : spec.delay(), DEFAULT_DELAY));
    // By then another one is tried anyway: it shall not be on the same host.
    var again = instance.createdAt().plus(RolloutGoals.TRY_AGAIN);
    return failure.reason().equals(VERIFICATION_FAILED) && again.isBefore(due) ? again : due;
  }

  private static boolean isIts(SuspectHost suspect, InstanceState instance) {
    return suspect.host().equals(instance.host()) && suspect.revision().equals(instance.revision());
  }

  private boolean isWithinBudget(String revision, List<SuspectHost> suspects) {
    return suspects.stream().filter(suspect -> suspect.revision().equals(revision)).count()
        < attempts(facts.spec());
  }

  private boolean fitsElsewhere(List<SuspectHost> suspects, String host) {
    var others =
        facts.hosts().stream()
            .filter(other -> !other.name().equals(host))
            .filter(other -> suspects.stream().noneMatch(s -> s.host().equals(other.name())))
            .toList();
    return Placer.place(facts.request(), others) instanceof Placed;
  }

  private SuspectHost suspect(InstanceState instance) {
    var now = facts.now().truncatedTo(ChronoUnit.SECONDS);
    return new SuspectHost(
        instance.host(),
        instance.revision(),
        instance.name(),
        instance.failure().reason(),
        now.toString(),
        now.plus(interval(facts.spec())).toString());
  }
}
