package io.lonejupiter.agent.instance;

/**
 * All that the next action of an instance depends on.
 *
 * @param replaced what is installed or runs is of another revision than is asked for, or runs on
 *     other ports
 * @param registered in Consul, for the process that runs
 * @param maybeRegistered a registration of this instance may be in Consul
 * @param cached the artifact is in the cache
 * @param installed the release folder is there
 * @param waiting a pause after a failure is not over
 */
record Facts(
    Goal goal,
    boolean replaced,
    ProcessState process,
    boolean registered,
    boolean maybeRegistered,
    boolean cached,
    boolean installed,
    boolean waiting) {

  /** What is asked for. */
  enum Goal {
    RUN,
    /** Goes on if it runs, and is not started again. */
    DRAIN,
    STOP,
    /** Stopped, and nothing of it left. */
    REMOVE
  }

  enum ProcessState {
    NONE,
    ALIVE,
    /** It was started, and has ended without being asked to. */
    ENDED
  }
}
