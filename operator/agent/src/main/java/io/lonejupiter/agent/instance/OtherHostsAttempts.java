package io.lonejupiter.agent.instance;

import io.lonejupiter.core.document.RemoteVerdict;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.model.VerificationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another host makes them. The report says which verification is waited for, the server has a host
 * make it, and how it ended comes with the assignment.
 */
final class OtherHostsAttempts implements Attempts {
  private static final Logger log = LoggerFactory.getLogger(OtherHostsAttempts.class);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final InstanceState state;
  private final String verification;

  /**
   * @param verification id of the {@link RemoteVerification}
   */
  OtherHostsAttempts(InstanceState state, String verification) {
    this.state = state;
    this.verification = verification;
  }

  @Override
  public VerificationResult run(IntConsumer onAttempt) throws InterruptedException {
    onAttempt.accept(1);
    var verdict = verdict();
    while (verdict == null) {
      Thread.sleep(LOOK.toMillis());
      verdict = verdict();
    }
    write(verdict);
    var result = verdict.result();
    return new VerificationResult(
        result.passed(),
        result.attempts(),
        result.finishedAt(),
        "by host " + verdict.host() + ": " + result.message(),
        result.output());
  }

  private RemoteVerdict verdict() {
    var verdict = state.assignment().remoteVerdict();
    return verdict != null && verification.equals(verdict.id()) && verdict.result() != null
        ? verdict
        : null;
  }

  /** What the other host's attempts wrote is to be found where the instance's own words are. */
  private void write(RemoteVerdict verdict) {
    try {
      Files.writeString(
          state.folder.logs().stdout(),
          GateAttempt.PREFIX + "by host " + verdict.host() + ":\n" + verdict.log(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      log.warn("{}: what its verification wrote is not in its log", state.id, e);
    }
  }
}
