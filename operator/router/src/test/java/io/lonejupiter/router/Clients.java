package io.lonejupiter.router;

import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Load with a new connection for each request; every answer but 200 counts as failed. */
final class Clients implements AutoCloseable {
  private static final int TOLD = 3;

  final AtomicInteger good = new AtomicInteger();
  final AtomicInteger failed = new AtomicInteger();

  /** The first answers that were none, with when they came. */
  final Queue<String> failures = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Thread thread;

  Clients(Stage stage, String path) {
    thread =
        new Thread(
            () -> {
              while (!stopped.get()) {
                var answer = stage.raw("any", path);
                if (answer.startsWith("200")) {
                  good.incrementAndGet();
                } else if (failed.incrementAndGet() <= TOLD) {
                  failures.add(Instant.now() + " " + answer);
                }
              }
            });
    thread.start();
  }

  @Override
  public void close() {
    stopped.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
