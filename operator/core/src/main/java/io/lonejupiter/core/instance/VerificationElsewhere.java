package io.lonejupiter.core.instance;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.core.document.RemoteVerdict;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.placement.Placement;
import io.lonejupiter.core.placement.Placement.Placed;
import io.lonejupiter.core.placement.Placement.Unplaceable;
import io.lonejupiter.core.placement.PlacementRequest;
import io.lonejupiter.core.placement.Placer;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.PlacementSpec;
import io.lonejupiter.model.ResolvedVerification;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which other host verifies an instance whose agent asks for it, and what came of it. Pure. The
 * agent asks by the id of a verification; one other host is told to make it, another one if that is
 * lost; what it says goes back to the instance's agent, which stops asking; then the order goes.
 */
final class VerificationElsewhere {
  /** Hosts are spread by what they verify, as if all that were instances of one map. */
  private static final String VERIFICATIONS = "";

  /** More than instances of one map are decided at once, none of which knows of the others. */
  private static final int TIES = 1_000;

  private record Asked(String id, ResolvedVerification verification) {}

  private final InstanceFacts facts;
  private final Optional<Asked> asked;

  /**
   * @param wish what the instance shall do now
   */
  VerificationElsewhere(InstanceFacts facts, Desired wish) {
    this.facts = facts;
    this.asked = wish == Desired.RUNNING ? facts.report().flatMap(this::asked) : Optional.empty();
  }

  /** Empty if what it waits for is no more what it has to pass. */
  private Optional<Asked> asked(InstanceReport report) {
    if (report.awaits() == null || report.token() == null) {
      return Optional.empty();
    }
    var found = new ArrayList<Asked>();
    var gate = facts.spec().verification();
    if (gate != null) {
      found.add(new Asked(RemoteVerification.ofGate(report.token(), gate), gate));
    }
    var step = facts.spec().stepVerification();
    if (step != null) {
      var id = RemoteVerification.ofStep(report.token(), step);
      found.add(new Asked(id, step.verification()));
    }
    return found.stream()
        .filter(a -> a.id().equals(report.awaits()))
        .filter(a -> a.verification().otherHost() != null)
        .findFirst();
  }

  /** How it ended, as long as the instance's agent asks. */
  Optional<RemoteVerdict> verdict() {
    return asked.flatMap(
        a ->
            facts
                .assigned()
                .map(Assignment::remoteVerdict)
                .filter(verdict -> a.id().equals(verdict.id()))
                .or(() -> saidOf(a).filter(verdict -> verdict.result() != null).findFirst()));
  }

  private Stream<RemoteVerdict> saidOf(Asked a) {
    return facts.verifiers().stream()
        .flatMap(verifier -> verifier.verdict().stream())
        .filter(verdict -> a.id().equals(verdict.id()));
  }

  /**
   * What Consul shall tell other hosts, by their names.
   *
   * @param assignment the instance's own
   */
  Map<String, RemoteVerification> orders(Assignment assignment) {
    if (asked.isEmpty() || verdict().isPresent()) {
      return Map.of();
    }
    var given = given();
    if (given.isPresent()) {
      return Map.of(given.get().host().name(), given.get().order().orElseThrow());
    }
    return choice() instanceof Placed placed
        ? Map.of(
            placed.host(),
            new RemoteVerification(
                RemoteVerification.SCHEMA,
                asked.get().id(),
                facts.spec().host(),
                assignment,
                asked.get().verification()))
        : Map.of();
  }

  /** The host that was told already, and is there. */
  private Optional<Verifier> given() {
    return facts.verifiers().stream()
        .filter(verifier -> verifier.host().alive() && verifier.knowsHow())
        .filter(v -> v.order().filter(o -> o.id().equals(asked.orElseThrow().id())).isPresent())
        .min(Comparator.comparing(verifier -> verifier.host().name()));
  }

  private Placement choice() {
    var requires = asked.orElseThrow().verification().otherHost().requires();
    var request =
        PlacementRequest.of(
            VERIFICATIONS,
            facts.name(),
            new PlacementSpec(requires, null, null, null, null, null),
            null);
    return Placer.place(request, candidates());
  }

  private List<HostState> candidates() {
    return facts.verifiers().stream()
        .filter(Verifier::knowsHow)
        .map(v -> v.host().withInstancesOf(VERIFICATIONS, v.busyWith() * TIES + tie(v.host())))
        .toList();
  }

  /** So that instances that are decided at once do not all go to one host. */
  private int tie(HostState host) {
    // Names that differ in their last letter have hash codes that do so, too.
    var hash = Documents.hash(facts.name() + "/" + host.name(), 8);
    return (int) (Long.parseLong(hash, 16) % TIES);
  }

  /** Whether no host can do what is asked for. */
  boolean isStuck() {
    return asked.isPresent()
        && verdict().isEmpty()
        && given().isEmpty()
        && choice() instanceof Unplaceable;
  }

  /** How far it is; empty if nothing is asked for. */
  Optional<String> progress() {
    return asked.map(
        a -> {
          var verdict = verdict();
          if (verdict.isPresent()) {
            return "host " + verdict.get().host() + " has verified it";
          }
          var given = given();
          if (given.isEmpty()) {
            return choice() instanceof Unplaceable none ? nobody(none) : "another host is chosen";
          }
          var attempt =
              given.get().verdict().filter(v -> a.id().equals(v.id())).map(RemoteVerdict::attempt);
          var host = given.get().host().name();
          return attempt.isEmpty()
              ? "host " + host + " is to verify it"
              : "host %s verifies it, attempt %d".formatted(host, attempt.get());
        });
  }

  private String nobody(Unplaceable none) {
    var silent =
        facts.verifiers().stream()
            .filter(verifier -> !verifier.knowsHow())
            .map(v -> v.host().name() + ": its agent does not verify for others, or not yet; ")
            .collect(Collectors.joining());
    return "no other host can verify it: "
        + silent
        + (none.hosts().isEmpty() && !silent.isEmpty()
            ? "upgrade the agents of these hosts"
            : none.sentence());
  }
}
