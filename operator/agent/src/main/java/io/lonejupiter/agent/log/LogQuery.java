package io.lonejupiter.agent.log;

/**
 * Which lines of a log are asked for.
 *
 * @param previous of the last process that has ended, not of the one that runs
 * @param follow goes on with what comes, over restarts, until the instance is gone
 * @param tail only so many of the last lines; negative for all
 * @param since only lines that arrived then or later, epoch milliseconds; 0 for all
 */
record LogQuery(boolean previous, boolean follow, long tail, long since) {}
