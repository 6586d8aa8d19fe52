package io.lonejupiter.agent.process;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends signals. Whom to is the caller's to prove: see {@link ProcessGroup}. */
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Sends a signal through the shell's own kill, which every Linux has.
   *
   * @param signal with or without SIG
   * @param targets pids; a negative one is a process group. One that is gone is fine
   */
  static void send(String signal, Stream<Integer> targets) throws InterruptedException {
    var name = signal.toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
    var all = targets.map(String::valueOf).collect(Collectors.joining(" "));
    if (all.isEmpty() || !name.matches("[A-Z0-9]+")) {
      return;
    }
    try {
      var kill =
          Forks.start(
              new ProcessBuilder(
                      "/bin/sh", "-c", "for p in " + all + "; do kill -s " + name + " -- $p; done")
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD));
      if (!kill.waitFor(10, TimeUnit.SECONDS)) {
        kill.destroyForcibly();
      }
    } catch (IOException e) {
      log.error("SIG{} could not be sent to {}", name, all, e);
    }
  }
}
