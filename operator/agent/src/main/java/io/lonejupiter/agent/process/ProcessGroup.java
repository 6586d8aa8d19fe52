package io.lonejupiter.agent.process;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A process of ours and all that it started: its group, and whatever else carries its token.
 * Touches nothing that it cannot prove to be ours.
 */
public final class ProcessGroup {
  private static final long POLL_MILLIS = 25;
  private static final long KILL_MILLIS = 5_000;

  private final ProcessIdentity identity;

  public ProcessGroup(ProcessIdentity identity) {
    this.identity = identity;
  }

  /**
   * Asks all of it to stop and kills what is left when the time is over.
   *
   * @return whether nothing is left; what hangs in the kernel may outlive even SIGKILL
   */
  public boolean stop(String signal, Duration grace) throws InterruptedException {
    var end = System.nanoTime() + grace.toNanos();
    if (identity.alive()) {
      Signals.send(signal, Stream.of(-identity.pid()));
    } else {
      Signals.send(signal, leftovers().stream().map(ProcStat::pid));
    }
    while (identity.alive() && System.nanoTime() < end) {
      Thread.sleep(POLL_MILLIS);
    }
    var left = leftovers();
    while (!left.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(POLL_MILLIS * 4);
      left = leftovers();
    }
    return kill(left);
  }

  /** Kills what lives of it at once. */
  public boolean kill() throws InterruptedException {
    return kill(leftovers());
  }

  /** Kills at once whatever carries one of these tokens. */
  public static void kill(Set<String> tokens) throws InterruptedException {
    var end = System.nanoTime() + Duration.ofMillis(KILL_MILLIS).toNanos();
    var left = ProcessTable.withTokens(tokens);
    while (!left.isEmpty() && System.nanoTime() < end) {
      Signals.send("KILL", left.stream().map(ProcStat::pid));
      Thread.sleep(POLL_MILLIS);
      left = ProcessTable.withTokens(tokens);
    }
  }

  private boolean kill(List<ProcStat> found) throws InterruptedException {
    var end = System.nanoTime() + Duration.ofMillis(KILL_MILLIS).toNanos();
    var left = found;
    while ((identity.alive() || !left.isEmpty()) && System.nanoTime() < end) {
      var leader = identity.alive() ? Stream.of(-identity.pid()) : Stream.<Integer>empty();
      Signals.send("KILL", Stream.concat(leader, left.stream().map(ProcStat::pid)));
      Thread.sleep(POLL_MILLIS);
      left = leftovers();
    }
    return left.isEmpty() && !identity.alive();
  }

  /** By its token; and by its session, as one that is just being started has no environment. */
  private List<ProcStat> leftovers() {
    var found = new LinkedHashSet<>(ProcessTable.withToken(identity.token()));
    if (identity.ownsSession()) {
      found.addAll(ProcessTable.inSession(identity.pid()));
    }
    return List.copyOf(found);
  }
}
