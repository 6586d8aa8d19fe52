package io.lonejupiter.core.rollout;

import io.lonejupiter.core.artifact.ArtifactChoice;
import io.lonejupiter.core.artifact.ArtifactFacts;
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.VerificationSpec;
import java.util.List;
import java.util.Optional;

/** Which gate the instances of a map pass, with the artifact that it means now. Pure. */
public sealed interface GateChoice {

  /** This one; empty: none. */
  record Found(Optional<ResolvedVerification> gate) implements GateChoice {}

  /** Its test artifact is not there. */
  record Missing(ArtifactChoice.Missing artifact) implements GateChoice {}

  /**
   * @param artifacts all of the namespace
   */
  static GateChoice of(ApplicationMapSpec spec, List<ArtifactFacts> artifacts) {
    var gate = spec.rollout() == null ? null : spec.rollout().verification();
    if (gate == null) {
      return new Found(Optional.empty());
    }
    if (gate.artifact() == null) {
      return new Found(Optional.of(resolved(gate, null, null)));
    }
    var choice = ArtifactChoice.of(gate.artifact(), artifacts);
    if (choice instanceof ArtifactChoice.Missing missing) {
      return new Missing(
          new ArtifactChoice.Missing(
              missing.reason(), "rollout.verification: " + missing.message()));
    }
    var found = (ArtifactChoice.Found) choice;
    return new Found(Optional.of(resolved(gate, found.app(), found.artifact())));
  }

  private static ResolvedVerification resolved(
      VerificationSpec gate, String app, ResolvedArtifact artifact) {
    return new ResolvedVerification(
        app, artifact, gate.command(), gate.probes(), gate.timeout(), gate.retries());
  }
}
