package io.lonejupiter.apiserver.limit;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Hands tasks to an executor, a bounded number at a time, taking one of each user in turn: who has
 * many waits for itself, not the others for it.
 */
public final class FairQueue {
  private final Executor executor;
  private final int width;
  private final Map<String, ArrayDeque<Runnable>> waiting = new LinkedHashMap<>();
  private int running;

  /**
   * @param width how many tasks run at a time
   */
  public FairQueue(Executor executor, int width) {
    this.executor = executor;
    this.width = width;
  }

  /** Runs a task in the user's turn. */
  public void submit(String user, Runnable task) {
    synchronized (this) {
      if (running == width) {
        waiting.computeIfAbsent(user, name -> new ArrayDeque<>()).add(task);
        return;
      }
      running++;
    }
    executor.execute(() -> run(task));
  }

  private void run(Runnable task) {
    try {
      task.run();
    } finally {
      Runnable next = next();
      if (next != null) {
        executor.execute(() -> run(next));
      }
    }
  }

  /** The first task of the user whose turn it is; the user then stands last. */
  private synchronized Runnable next() {
    Iterator<Map.Entry<String, ArrayDeque<Runnable>>> users = waiting.entrySet().iterator();
    if (!users.hasNext()) {
      running--;
      return null;
    }
    Map.Entry<String, ArrayDeque<Runnable>> user = users.next();
    String name = user.getKey();
    ArrayDeque<Runnable> tasks = user.getValue();
    users.remove();
    Runnable next = tasks.poll();
    if (!tasks.isEmpty()) {
      waiting.put(name, tasks);
    }
    return next;
  }
}
