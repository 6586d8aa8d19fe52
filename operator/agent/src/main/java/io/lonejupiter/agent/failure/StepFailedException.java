package io.lonejupiter.agent.failure;

/** A step towards a running instance that failed for a reason the user can act on. */
public final class StepFailedException extends Exception {
  private final Reason reason;

  public StepFailedException(Reason reason, String message) {
    this(reason, message, null);
  }

  public StepFailedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
