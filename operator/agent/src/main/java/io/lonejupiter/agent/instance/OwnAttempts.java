package io.lonejupiter.agent.instance;

import io.lonejupiter.model.VerificationResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This host makes them. */
final class OwnAttempts implements Attempts {
  private static final Logger log = LoggerFactory.getLogger(OwnAttempts.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Subject subject;
  private final HostServices host;

  OwnAttempts(Subject subject, HostServices host) {
    this.subject = subject;
    this.host = host;
  }

  @Override
  public VerificationResult run(IntConsumer onAttempt) throws InterruptedException {
    var retries = subject.verification().retries();
    var most = 1 + (retries == null ? 0 : retries);
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
      return new GateAttempt(subject, host).run(number, most);
    } catch (IOException | RuntimeException e) {
      log.warn("{}: an attempt at the verification broke off", subject.id(), e);
      return new GateAttempt.End(false, e.toString(), null);
    }
  }
}
