package io.lonejupiter.cli.rollout;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.model.ArtifactRef;
import io.lonejupiter.model.Condition;
import io.lonejupiter.model.RolloutPhase;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Follows a rollout to its end. */
public final class Deployment {
  private static final Duration LOOK = Duration.ofMillis(300);

  /** As long as one of these holds the status is still about the rollout before. */
  private static final Set<String> NOT_BEGUN =
      Set.of("ArtifactNotFound", "ArtifactNotReady", "Invalid");

  private final Rollouts rollouts;
  private final Consumer<String> progress;
  private String said = "";

  /** How a rollout ended, or did not. */
  public enum End {
    COMPLETE,
    FAILED,
    TIMEOUT
  }

  /**
   * @param progress told a sentence whenever there is something new
   */
  public Deployment(Rollouts rollouts, Consumer<String> progress) {
    this.rollouts = rollouts;
    this.progress = progress;
  }

  /**
   * Waits for what a change of a map has begun.
   *
   * @param generation of the map with the change
   * @param wanted the artifact that it is to run
   */
  public End await(long generation, ArtifactRef wanted, Duration timeout) {
    var deadline = System.nanoTime() + timeout.toNanos();
    while (System.nanoTime() < deadline) {
      var read = read();
      if (read.isEmpty()) {
        pause();
        continue;
      }
      var map = read.get();
      if (isSeen(map, generation, wanted)) {
        tell(map);
        var phase = map.getStatus().rollout().phase();
        if (phase == RolloutPhase.FAILED || isStuckAsTheFirst(map)) {
          tellOutput(map);
          return End.FAILED;
        }
        if (phase == RolloutPhase.COMPLETE
            && Conditions.isTrue(map.getStatus().conditions(), Conditions.READY)) {
          return End.COMPLETE;
        }
      } else {
        tellObstacle(map, generation);
      }
      pause();
    }
    return End.TIMEOUT;
  }

  /** Another server may be about to lead; the rollout does not depend on who asks. */
  private Optional<ApplicationMap> read() {
    try {
      return Optional.of(rollouts.read());
    } catch (KubernetesClientException e) {
      say("the API does not answer, it is asked again: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean isSeen(ApplicationMap map, long generation, ArtifactRef wanted) {
    var status = map.getStatus();
    return status != null
        && status.rollout() != null
        && status.observedGeneration() != null
        && status.observedGeneration() >= generation
        && status.rollout().revision().equals(status.revision())
        && !NOT_BEGUN.contains(reason(map))
        && (wanted.name() == null || wanted.name().equals(status.artifact()))
        && (wanted.version() == null || wanted.version().equals(status.version()));
  }

  /** The first revision of a map has nothing to go back to: its gate is what can end it. */
  private static boolean isStuckAsTheFirst(ApplicationMap map) {
    return map.getStatus().rollout().stable() == null && "VerificationFailed".equals(reason(map));
  }

  private static String reason(ApplicationMap map) {
    return Conditions.find(map.getStatus().conditions(), Conditions.READY)
        .map(Condition::reason)
        .orElse("");
  }

  private void tell(ApplicationMap map) {
    var message =
        Conditions.find(map.getStatus().conditions(), Conditions.READY)
            .map(Condition::message)
            .orElse("");
    say("revision " + map.getStatus().revision() + ": " + Rollouts.position(map) + ": " + message);
  }

  private void tellObstacle(ApplicationMap map, long generation) {
    var status = map.getStatus();
    if (status != null
        && status.observedGeneration() != null
        && status.observedGeneration() >= generation
        && Conditions.isTrue(status.conditions(), Conditions.STALLED)) {
      Conditions.find(status.conditions(), Conditions.STALLED)
          .ifPresent(condition -> say(condition.reason() + ": " + condition.message()));
    }
  }

  private void tellOutput(ApplicationMap map) {
    var output = rollouts.failedOutput(map);
    if (!output.isEmpty()) {
      progress.accept("the verification wrote:\n" + output);
    }
  }

  private void say(String text) {
    if (!text.equals(said)) {
      said = text;
      progress.accept(text);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted; the rollout goes on", e);
    }
  }
}
