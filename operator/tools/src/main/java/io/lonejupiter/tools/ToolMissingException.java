package io.lonejupiter.tools;

/** A needed program is not there; the message is one sentence that says what to install. */
public final class ToolMissingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ToolMissingException(String message) {
    super(message);
  }

  public ToolMissingException(String message, Throwable cause) {
    super(message, cause);
  }
}
