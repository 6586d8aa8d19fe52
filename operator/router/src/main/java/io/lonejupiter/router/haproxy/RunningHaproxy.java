package io.lonejupiter.router.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of a HAProxy that some router has started: finds it by its files, and ends it. */
final class RunningHaproxy {
  private static final Logger log = LoggerFactory.getLogger(RunningHaproxy.class);
  private static final Duration FIND_LIMIT = Duration.ofSeconds(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private RunningHaproxy() {}

  /** By the file, or by the socket where the router died before it wrote the file. */
  static Optional<ProcessIdentity> find(HaproxyFiles files) {
    var saved = ProcessIdentity.read(files.identity()).filter(ProcessIdentity::isAlive);
    if (saved.isPresent()) {
      // While a reload has it execute itself anew, its command line cannot be read.
      var found = new AtomicReference<Optional<ProcessIdentity>>(Optional.empty());
      await(
          FIND_LIMIT,
          () -> {
            found.set(ProcessIdentity.of(saved.get().pid(), files.config()));
            return found.get().isPresent() || !saved.get().isAlive();
          });
      return found.get();
    }
    if (!Files.exists(files.masterSocket())) {
      return Optional.empty();
    }
    try {
      return Workers.of(RuntimeSocket.master(files.masterSocket()).send("show proc"))
          .master()
          .flatMap(pid -> ProcessIdentity.of(pid, files.config()));
    } catch (ProxyException e) {
      log.debug("nobody listens on {}", files.masterSocket(), e);
      return Optional.empty();
    }
  }

  /** Lets its requests end for a few seconds, then ends it. */
  static void stop(HaproxyFiles files, ProcessIdentity identity) {
    for (var signal : List.of("USR1", "TERM", "KILL")) {
      if (!identity.isAlive()) {
        break;
      }
      signal(identity.pid(), signal);
      await(STOP_LIMIT, () -> !identity.isAlive());
    }
    try {
      Files.deleteIfExists(files.identity());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void signal(long pid, String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, String.valueOf(pid)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("kill cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the condition came true within the limit. */
  static boolean await(Duration limit, BooleanSupplier condition) {
    var deadline = System.nanoTime() + limit.toNanos();
    try {
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() > deadline) {
          return false;
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
