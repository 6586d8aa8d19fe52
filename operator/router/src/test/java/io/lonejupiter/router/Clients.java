package io.lonejupiter.router;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Load with a new connection for each request; every answer but 200 counts as failed. */
final class Clients implements AutoCloseable {
  final AtomicInteger good = new AtomicInteger();
  final AtomicInteger failed = new AtomicInteger();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Thread thread;

  Clients(Stage stage, String path) {
    thread =
        new Thread(
            () -> {
              while (!stopped.get()) {
                var answer = stage.raw("any", path);
                (answer.startsWith("200") ? good : failed).incrementAndGet();
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
