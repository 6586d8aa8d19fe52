package io.lonejupiter.core.rollout;

import io.lonejupiter.core.artifact.ArtifactChoice;
import io.lonejupiter.core.artifact.ArtifactFacts;
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.RolloutSpec;
import io.lonejupiter.model.VerificationSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which gates the instances of a map pass, with the artifacts that they mean now. Pure. */
public sealed interface GateChoice {
  /** In place of the index of a step. */
  int OF_INSTANCES = -1;

  /** These. */
  record Found(Gates gates) implements GateChoice {}

  /** The test artifact of the one that each instance has to pass is not there. */
  record Missing(ArtifactChoice.Missing artifact) implements GateChoice {}

  /**
   * @param artifacts all of the namespace
   */
  static GateChoice of(ApplicationMapSpec spec, List<ArtifactFacts> artifacts) {
    var gates = new TreeMap<Integer, ResolvedVerification>();
    var missing = new TreeMap<Integer, String>();
    for (var gate : specs(spec.rollout()).entrySet()) {
      var choice =
          Optional.ofNullable(gate.getValue().artifact())
              .map(artifact -> ArtifactChoice.of(artifact, artifacts));
      if (choice.orElse(null) instanceof ArtifactChoice.Missing lacks) {
        if (gate.getKey() == OF_INSTANCES) {
          return new Missing(
              new ArtifactChoice.Missing(
                  lacks.reason(), "rollout.verification: " + lacks.message()));
        }
        missing.put(gate.getKey(), lacks.message());
        continue;
      }
      var found = choice.map(ArtifactChoice.Found.class::cast);
      gates.put(gate.getKey(), resolved(gate.getValue(), found));
    }
    var ofInstances = Optional.ofNullable(gates.remove(OF_INSTANCES));
    return new Found(new Gates(ofInstances, Map.copyOf(gates), Map.copyOf(missing)));
  }

  /** By the index of their step. */
  private static Map<Integer, VerificationSpec> specs(RolloutSpec rollout) {
    var specs = new TreeMap<Integer, VerificationSpec>();
    if (rollout != null && rollout.verification() != null) {
      specs.put(OF_INSTANCES, rollout.verification());
    }
    var steps = RolloutProgress.steps(rollout);
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).verify() != null) {
        specs.put(i, steps.get(i).verify());
      }
    }
    return specs;
  }

  private static ResolvedVerification resolved(
      VerificationSpec gate, Optional<ArtifactChoice.Found> test) {
    return new ResolvedVerification(
        test.map(ArtifactChoice.Found::app).orElse(null),
        test.map(ArtifactChoice.Found::artifact).orElse(null),
        gate.command(),
        gate.probes(),
        gate.timeout(),
        gate.retries(),
        gate.otherHost());
  }
}
