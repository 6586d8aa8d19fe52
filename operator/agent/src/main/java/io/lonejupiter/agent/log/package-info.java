/**
 * What instances write, for readers far away. Instances write their files themselves; beside them
 * the agent notes when the files grew and where each run begins, so that a log can be told from a
 * time on, run by run, with the time at which each line arrived.
 */
package io.lonejupiter.agent.log;
