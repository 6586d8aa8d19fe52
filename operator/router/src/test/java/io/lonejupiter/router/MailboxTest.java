package io.lonejupiter.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.lonejupiter.router.table.RouteIntake;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final long LONG = TimeUnit.MINUTES.toMillis(5);
  private static final long SHORT = 20;

  private final Mailbox mailbox =
      new Mailbox(new Inputs(RouteIntake.EMPTY, Map.of(), Map.of(), Optional.empty()));

  @Test
  void whatIsNewEndsEachWait() {
    mailbox.update(inputs -> inputs.withDrains(Map.of()));
    assertTimeoutPreemptively(SOON, () -> mailbox.await(LONG));
    assertTimeoutPreemptively(SOON, () -> mailbox.awaitNew(LONG));
  }

  @Test
  void aWakeEndsOnlyTheWaitThatIsForWakesToo() throws InterruptedException {
    mailbox.wake();
    var start = System.nanoTime();
    mailbox.awaitNew(SHORT);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT * 1_000_000);
    assertTimeoutPreemptively(SOON, () -> mailbox.await(LONG));
  }

  @Test
  void whatWasTakenOrHasEndedAWaitEndsNoneAnyMore() throws InterruptedException {
    mailbox.update(inputs -> inputs.withDrains(Map.of()));
    mailbox.wake();
    mailbox.take();
    assertTimeoutPreemptively(SOON, () -> mailbox.await(LONG));
    var start = System.nanoTime();
    mailbox.await(SHORT);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT * 1_000_000);
  }
}
