package io.lonejupiter.server;

import io.lonejupiter.consul.SessionKeeper;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Gives the lead up as soon as Consul may have given it to another, by this process's own clock.
 */
final class LeadClock {
  private LeadClock() {}

  static AutoCloseable start(SessionKeeper session, Runnable lost) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            body -> {
              var thread = new Thread(body, "lead-clock");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleWithFixedDelay(
        () -> {
          if (session.surelyAlive().isEmpty()) {
            lost.run();
          }
        },
        1,
        1,
        TimeUnit.SECONDS);
    return clock::shutdownNow;
  }
}
