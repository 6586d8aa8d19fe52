package io.lonejupiter.cli.system;

import io.lonejupiter.cli.CommandFailure;

/** Waits between two looks at something that cannot be waited for. */
final class Pause {
  private Pause() {}

  /**
   * Waits this long.
   *
   * @throws CommandFailure the thread is interrupted
   */
  static void milliseconds(long count) {
    try {
      Thread.sleep(count);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }
}
