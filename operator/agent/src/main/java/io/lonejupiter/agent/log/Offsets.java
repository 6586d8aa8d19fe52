package io.lonejupiter.agent.log;

/**
 * Positions in both logs of an instance, counted in bytes from the first that it ever wrote, so
 * that they stay true when files are rotated.
 */
record Offsets(long stdout, long stderr) {
  static final Offsets ZERO = new Offsets(0, 0);

  long of(Channel channel) {
    return channel == Channel.STDOUT ? stdout : stderr;
  }

  Offsets with(Channel channel, long offset) {
    return channel == Channel.STDOUT ? new Offsets(offset, stderr) : new Offsets(stdout, offset);
  }
}
