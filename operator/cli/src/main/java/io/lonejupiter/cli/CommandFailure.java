package io.lonejupiter.cli;

/** A command cannot do what it was asked; the message is what the user reads, and the exit is 1. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message says what is wrong and the way out. */
  public CommandFailure(String message) {
    super(message);
  }

  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
