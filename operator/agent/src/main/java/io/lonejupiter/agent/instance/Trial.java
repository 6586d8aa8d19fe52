package io.lonejupiter.agent.instance;

import io.lonejupiter.agent.process.ProcessGroup;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.StepVerification;
import io.lonejupiter.model.StepVerificationResult;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries one instance once more at a step of its rollout, on a thread of its own, once it serves.
 * Whatever comes out, its gate stays open: what that means is the rollout's to say.
 */
final class Trial implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Trial.class);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final String TOKEN_PREFIX = "trial-";

  private final InstanceState state;
  private final HostServices host;
  private final Assignment assignment;
  private final String address;
  private final String processToken;
  private final Runnable onNews;
  private final Trial before;
  private final Thread thread;
  private final String elsewhere;
  private volatile boolean begun;
  private volatile StepVerificationResult result;

  /**
   * @param before one that was broken off, and may not have ended yet; null: there was none
   * @param onNews called on the trial's thread when it begins and when it is over
   */
  Trial(InstanceState state, HostServices host, String address, Trial before, Runnable onNews) {
    this.before = before;
    this.state = state;
    this.host = host;
    this.assignment = state.assignment();
    this.address = address;
    this.processToken = state.saved().process().token();
    this.onNews = onNews;
    var step = assignment.stepVerification();
    this.elsewhere =
        step.verification().otherHost() == null
            ? null
            : RemoteVerification.ofStep(processToken, step);
    thread = new Thread(this::run, "trial-" + state.id);
    thread.setDaemon(true);
    thread.start();
  }

  boolean isOf(String token, StepVerification wanted) {
    return processToken.equals(token) && assignment.stepVerification().equals(wanted);
  }

  /** Id of what another host is to verify it with now; null if that is nothing. */
  String awaits() {
    return begun && result == null ? elsewhere : null;
  }

  /** Empty until it is over. */
  Optional<StepVerificationResult> result() {
    return Optional.ofNullable(result);
  }

  private void run() {
    var wanted = assignment.stepVerification();
    try {
      if (before != null) {
        // It ends what it started by the same token.
        before.thread.join();
      }
      ProcessGroup.kill(Set.of(token(processToken)));
      while (!Gate.answers(host, state.id)) {
        Thread.sleep(LOOK.toMillis());
      }
      var end =
          attempts(wanted.verification())
              .run(
                  number -> {
                    begun = true;
                    onNews.run();
                  });
      log.info("{}: verification of a step: {}", state.id, end.message());
      result = new StepVerificationResult(wanted.id(), end);
      onNews.run();
    } catch (InterruptedException e) {
      log.debug("{}: the verification of a step is broken off", state.id);
    }
  }

  private Attempts attempts(ResolvedVerification verification) {
    var token = token(processToken);
    return elsewhere != null
        ? new OtherHostsAttempts(state, elsewhere)
        : new OwnAttempts(state.subject(verification, host.host(), address, token), host);
  }

  /** Carried by what a trial of this process starts, also under an agent that died. */
  static String token(String processToken) {
    return TOKEN_PREFIX + processToken;
  }

  /** Ends what a trial of this process has started, without waiting for it. */
  static void sweep(String processToken) {
    var sweeper =
        new Thread(
            () -> {
              try {
                ProcessGroup.kill(Set.of(token(processToken)));
              } catch (InterruptedException e) {
                log.debug("what a trial left is looked for no more");
              }
            },
            "trial-sweep");
    sweeper.setDaemon(true);
    sweeper.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
