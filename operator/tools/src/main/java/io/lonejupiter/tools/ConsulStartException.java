package io.lonejupiter.tools;

/** Consul did not come up; the message has the reason and where its log is. */
public final class ConsulStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean portTaken;

  public ConsulStartException(String message, boolean portTaken) {
    super(message);
    this.portTaken = portTaken;
  }

  /** Whether it failed because another program has one of its ports. */
  public boolean portTaken() {
    return portTaken;
  }
}
