package io.lonejupiter.agent.instance;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.VerificationResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries a verification until it is passed, or as often as is allowed. */
final class Attempts {
  private static final Logger log = LoggerFactory.getLogger(Attempts.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final InstanceFolder folder;
  private final HostServices host;
  private final Assignment assignment;
  private final ResolvedVerification gate;
  private final String address;
  private final String token;

  /**
   * @param token marks the processes that they start
   */
  Attempts(
      InstanceFolder folder,
      HostServices host,
      Assignment assignment,
      ResolvedVerification gate,
      String address,
      String token) {
    this.folder = folder;
    this.host = host;
    this.assignment = assignment;
    this.gate = gate;
    this.address = address;
    this.token = token;
  }

  /**
   * @param onAttempt told the number of each when it begins, from 1
   */
  VerificationResult run(IntConsumer onAttempt) throws InterruptedException {
    var most = 1 + (gate.retries() == null ? 0 : gate.retries());
    var pause = Duration.ofSeconds(1);
    for (var number = 1; ; number++) {
      onAttempt.accept(number);
      var began = System.nanoTime();
      var end = attempt(number, most);
      var seconds = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;
      if (end.passed() || number == most) {
        return new VerificationResult(
            end.passed(),
            number,
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            "%s after %.1f s, attempt %d of %d: %s"
                .formatted(
                    end.passed() ? "passed" : "failed", seconds, number, most, end.message()),
            end.passed() ? null : end.output());
      }
      Thread.sleep(pause.toMillis());
      var next = pause.multipliedBy(2);
      pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }
  }

  private GateAttempt.End attempt(int number, int most) throws InterruptedException {
    try {
      return new GateAttempt(folder, host, assignment, gate, address, token).run(number, most);
    } catch (IOException | RuntimeException e) {
      log.warn("{}: an attempt at the verification broke off", assignment.instanceId(), e);
      return new GateAttempt.End(false, e.toString(), null);
    }
  }
}
