package io.lonejupiter.router.table;

/** A server slot of HAProxy that is given to an instance. */
public record Server(String instance, String address, int port, State state) {

  /** What the slot's instance may have. */
  public enum State {
    /** Gets traffic. */
    READY,
    /** Gets no new users and keeps its own; it may come back. */
    DRAINING,
    /** Gets no traffic until its check is green. */
    WAITING,
    /** Gets no new traffic and is not wanted any more; the slot is free when it is idle. */
    LEAVING
  }

  Server in(State other) {
    return new Server(instance, address, port, other);
  }
}
