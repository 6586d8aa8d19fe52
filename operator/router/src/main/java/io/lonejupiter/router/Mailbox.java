package io.lonejupiter.router;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Where the watches' threads leave what they read for the router's thread. Only the newest counts.
 */
final class Mailbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private Inputs inputs;
  private boolean fresh;
  private boolean woken;

  Mailbox(Inputs inputs) {
    this.inputs = inputs;
  }

  void update(UnaryOperator<Inputs> change) {
    lock.lock();
    try {
      inputs = change.apply(inputs);
      fresh = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends an {@link #await}, though nothing new was read. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  Inputs peek() {
    lock.lock();
    try {
      return inputs;
    } finally {
      lock.unlock();
    }
  }

  /** Takes what is there now; {@link #await} then waits for the next. */
  Inputs take() {
    lock.lock();
    try {
      fresh = false;
      return inputs;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is something new, or somebody wakes it, or the time has passed. */
  void await(long millis) throws InterruptedException {
    await(millis, true);
  }

  /** Waits until there is something new, or the time has passed. */
  void awaitNew(long millis) throws InterruptedException {
    await(millis, false);
  }

  private void await(long millis, boolean wakes) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var nanos = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!fresh && !(wakes && woken) && nanos > 0) {
        nanos = arrived.awaitNanos(nanos);
      }
      woken = woken && !wakes;
    } finally {
      lock.unlock();
    }
  }
}
