package io.lonejupiter.consul;

import org.slf4j.Logger;

/**
 * Says in a log what Consul refuses: once, since it is tried again for as long as it is refused.
 * One thread.
 */
public final class Refusals {
  private final Logger log;
  private String told;

  public Refusals(Logger log) {
    this.log = log;
  }

  /**
   * Something was refused.
   *
   * @param what it was, for the log
   * @param answer Consul's
   */
  public void tell(String what, String answer) {
    if (!answer.equals(told)) {
      log.error("{}: {}; it is tried again", what, answer);
    }
    told = answer;
  }

  /** Nothing is refused any more. */
  public void over() {
    told = null;
  }
}
