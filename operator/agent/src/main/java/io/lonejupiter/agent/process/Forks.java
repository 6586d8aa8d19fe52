package io.lonejupiter.agent.process;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts processes, and says when none of them has open any more what the agent had. A child has
 * that open until it executes its program, and an executable that somebody has open for writing
 * cannot be started: "Text file busy".
 */
public final class Forks {
  private static final Set<CompletableFuture<Void>> UNDER_WAY = ConcurrentHashMap.newKeySet();

  private Forks() {}

  /** Returns when the child executes its program. */
  static Process start(ProcessBuilder builder) throws IOException {
    var end = new CompletableFuture<Void>();
    UNDER_WAY.add(end);
    try {
      return builder.start();
    } finally {
      UNDER_WAY.remove(end);
      end.complete(null);
    }
  }

  /** Returns when nobody but the agent can have open what was closed before. */
  public static void await() {
    CompletableFuture.allOf(UNDER_WAY.toArray(CompletableFuture[]::new)).join();
  }
}
