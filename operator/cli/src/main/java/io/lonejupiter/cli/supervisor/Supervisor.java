package io.lonejupiter.cli.supervisor;

import io.lonejupiter.cli.state.PartSpec;
import io.lonejupiter.cli.state.StateFolder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps parts running. One thread; a part's end only wakes it.
 *
 * <ol>
 *   <li>Takes over the processes on record that still live.
 *   <li>Starts what does not run, in order, and again with back-off whenever it ends.
 *   <li>Cuts logs that have grown too long.
 * </ol>
 *
 * It stops nothing, not even when it ends: that is {@code down}'s work.
 */
public final class Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration LOOK_AT_ADOPTED = Duration.ofMillis(500);
  private static final Duration LOOK_AT_LOGS = Duration.ofSeconds(10);

  private final StateFolder state;
  private final PartStarter starter;
  private final Clock clock;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  // Children report their own end; of an adopted process only a look tells.
  private final Map<String, Process> children = new LinkedHashMap<>();
  private final LinkedBlockingQueue<String> wakeUps = new LinkedBlockingQueue<>();
  private Instant logsSeen = Instant.EPOCH;

  public Supervisor(StateFolder state, Clock clock) {
    this.state = state;
    this.starter = new PartStarter(state);
    this.clock = clock;
  }

  /** Works until the thread is interrupted. The caller holds the supervisor's lock. */
  public void run(List<PartSpec> specs) throws InterruptedException {
    specs.forEach(this::takeOver);
    while (true) {
      parts.keySet().forEach(this::look);
      rotateLogs();
      Duration wait = untilNextLook();
      wakeUps.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
      wakeUps.clear();
    }
  }

  private void takeOver(PartSpec spec) {
    var recorded = state.part(spec.name());
    var living = recorded.flatMap(PartProcess::find);
    living.ifPresent(
        process -> {
          state.save(process);
          LOG.info("{} runs already with pid {}", spec.name(), process.pid());
        });
    parts.put(spec.name(), Part.takeOver(spec, recorded, living, clock.instant()));
  }

  private void look(String name) {
    Part part = parts.get(name);
    if (part.alive() && !lives(part)) {
      part = part.died(clock.instant());
      children.remove(name);
      LOG.warn(
          "{} with pid {} has ended; it is started again in {} ms, see {}",
          name,
          part.record().pid(),
          part.backOff().delay().toMillis(),
          state.log(name));
    }
    parts.put(name, part.isDue(clock.instant()) ? start(part) : part);
  }

  private boolean lives(Part part) {
    Process child = children.get(part.spec().name());
    return child == null ? PartProcess.isAlive(part.record()) : child.isAlive();
  }

  private Part start(Part part) {
    String name = part.spec().name();
    try {
      var started = starter.start(part.spec(), part.starts());
      children.put(name, started.process());
      started.process().onExit().thenRun(() -> wakeUps.add(name));
      LOG.info("{} is started with pid {}", name, started.part().pid());
      return part.started(started.part(), clock.instant());
    } catch (IOException e) {
      Part failed = part.died(clock.instant());
      LOG.error(
          "{} cannot be started; tried again in {} ms",
          name,
          failed.backOff().delay().toMillis(),
          e);
      return failed;
    }
  }

  private void rotateLogs() {
    if (Duration.between(logsSeen, clock.instant()).compareTo(LOOK_AT_LOGS) < 0) {
      return;
    }
    logsSeen = clock.instant();
    for (String name : parts.keySet()) {
      rotate(name);
    }
    rotate(StateFolder.SUPERVISOR);
  }

  private void rotate(String name) {
    try {
      LogRotation.rotate(state.log(name), LogRotation.LIMIT_BYTES);
    } catch (IOException e) {
      LOG.warn("the log of {} cannot be cut", name, e);
    }
  }

  private Duration untilNextLook() {
    Instant now = clock.instant();
    boolean adopted =
        parts.values().stream().anyMatch(p -> p.alive() && !children.containsKey(p.spec().name()));
    Duration longest = adopted ? LOOK_AT_ADOPTED : LOOK_AT_LOGS;
    return parts.values().stream()
        .filter(part -> !part.alive())
        .map(part -> Duration.between(now, part.startAt()))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
        .reduce(longest, (a, b) -> a.compareTo(b) < 0 ? a : b);
  }
}
