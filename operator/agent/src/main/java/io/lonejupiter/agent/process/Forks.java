package io.lonejupiter.agent.process;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps the start of processes and the writing of executables apart. A child has open what its
 * parent has, until it executes a program; an executable that is open for writing in some child by
 * then cannot be started by another: "Text file busy".
 */
public final class Forks {
  private static final ReentrantReadWriteLock LOCK = new ReentrantReadWriteLock(true);

  private Forks() {}

  /** While it lasts, no process is started; closed by the thread that began it. */
  public interface Writing extends AutoCloseable {
    @Override
    void close();
  }

  /** To be closed after the file. */
  public static Writing writing() {
    LOCK.readLock().lock();
    return LOCK.readLock()::unlock;
  }

  /** Returns when the child executes its program. */
  static Process start(ProcessBuilder builder) throws IOException {
    LOCK.writeLock().lock();
    try {
      return builder.start();
    } finally {
      LOCK.writeLock().unlock();
    }
  }
}
