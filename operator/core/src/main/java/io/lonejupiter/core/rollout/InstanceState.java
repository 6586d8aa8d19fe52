package io.lonejupiter.core.rollout;

import io.lonejupiter.model.StepVerificationResult;
import io.lonejupiter.model.VerificationResult;
import java.time.Instant;

/**
 * An existing instance of a map as the rollout sees it.
 *
 * @param running it is wanted to run: neither draining nor stopped nor deleted
 * @param ready its Consul check is green for its very process
 * @param stopped it has drained and stopped; nothing of it runs
 * @param lost its host has been lost for longer than hosts are waited for, or it runs on none
 * @param evacuate its host is being drained, so it is to be replaced elsewhere
 * @param settingsDiffer its gate, drain or resource settings are not those of the map
 * @param failure why it cannot become ready; null: it is, or may become so
 * @param stepVerification what became of the verification of a step; null: it is not over
 * @param sessions that routers count for it; 0 where nobody asked them to
 */
public record InstanceState(
    String name,
    String revision,
    String host,
    boolean running,
    boolean ready,
    boolean stopped,
    boolean lost,
    boolean evacuate,
    boolean settingsDiffer,
    Failure failure,
    StepVerificationResult stepVerification,
    int sessions,
    Instant createdAt) {

  /**
   * Why an instance cannot become ready.
   *
   * @param reason one word
   * @param message the same as a sentence
   * @param output what its verification wrote last, if that failed
   * @param since when it had failed first
   * @param elsewhere another host was to verify it
   */
  public record Failure(
      String reason, String message, String output, Instant since, boolean elsewhere) {}

  /** One that was just placed. */
  public static InstanceState placed(String name, String revision, String host) {
    return new InstanceState(
        name, revision, host, true, false, false, false, false, false, null, null, 0, null);
  }

  /** The same once it has come up with the settings that it shall have. */
  public InstanceState up() {
    return new InstanceState(
        name,
        revision,
        host,
        running,
        running,
        stopped,
        lost,
        evacuate,
        false,
        null,
        stepVerification,
        sessions,
        createdAt);
  }

  /** The same once it has passed the verification of a step. */
  public InstanceState verified(String id) {
    return new InstanceState(
        name,
        revision,
        host,
        running,
        ready,
        stopped,
        lost,
        evacuate,
        settingsDiffer,
        failure,
        new StepVerificationResult(id, new VerificationResult(true, 1, null, null, null)),
        sessions,
        createdAt);
  }

  /** The same once its host has been lost for good. */
  public InstanceState withoutHost() {
    return new InstanceState(
        name,
        revision,
        host,
        running,
        false,
        stopped,
        true,
        false,
        false,
        null,
        stepVerification,
        sessions,
        createdAt);
  }

  /** Whether it cannot become ready, and never will. */
  boolean hasFailed() {
    return running
        && !ready
        && failure != null
        && RolloutProgress.LASTING_FAILURES.contains(failure.reason());
  }
}
