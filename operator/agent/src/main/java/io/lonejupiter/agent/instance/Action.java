package io.lonejupiter.agent.instance;

/** The one next thing to do for an instance. */
enum Action {
  /** Bring the artifact into the cache. */
  FETCH,
  /** Unpack it into a release folder. */
  INSTALL,
  START,
  /** Register the process that runs in Consul. */
  REGISTER,
  DEREGISTER,
  /** Stop the process and all it started. */
  STOP,
  /** Take note of the process's end. */
  REAP,
  /** Delete the release folder. */
  UNINSTALL,
  /** Delete all that is left, and forget the instance. */
  REMOVE,
  /** Wait until the pause after a failure is over. */
  PAUSE,
  /** Nothing until something changes. */
  REST
}
