package io.lonejupiter.cli.system;

import io.lonejupiter.cli.state.PartRecord;
import io.lonejupiter.cli.supervisor.PartProcess;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Ends recorded processes, and none but those: pid and start time must agree. */
final class PartStopper {
  private static final long LOOK_MILLISECONDS = 20;

  private final Consumer<String> progress;

  PartStopper(Consumer<String> progress) {
    this.progress = progress;
  }

  /**
   * Asks them all to end, and kills what has not ended after the grace. Returns when none lives.
   */
  void stop(List<PartRecord> parts, Duration grace) {
    List<PartRecord> living =
        parts.stream().flatMap(part -> PartProcess.find(part).stream()).toList();
    living.forEach(PartStopper::terminate);
    long deadline = System.nanoTime() + grace.toNanos();
    for (PartRecord part : living) {
      if (!awaitEnd(part, deadline)) {
        progress.accept(
            part.name() + " did not end within " + grace.toSeconds() + " s and is killed");
        ProcessHandle.of(part.pid()).ifPresent(ProcessHandle::destroyForcibly);
        awaitEnd(part, System.nanoTime() + grace.toNanos());
      }
    }
  }

  private static void terminate(PartRecord part) {
    ProcessHandle.of(part.pid())
        .filter(process -> PartProcess.isAlive(part))
        .ifPresent(ProcessHandle::destroy);
  }

  private static boolean awaitEnd(PartRecord part, long deadline) {
    while (PartProcess.isAlive(part)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Pause.milliseconds(LOOK_MILLISECONDS);
    }
    return true;
  }
}
