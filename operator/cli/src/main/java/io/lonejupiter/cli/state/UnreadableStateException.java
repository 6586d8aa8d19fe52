package io.lonejupiter.cli.state;

/** A file of the state folder makes no sense; the message names it and the way out. */
public final class UnreadableStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableStateException(String message, Throwable cause) {
    super(message, cause);
  }
}
