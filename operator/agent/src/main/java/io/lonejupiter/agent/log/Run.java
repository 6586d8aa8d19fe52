package io.lonejupiter.agent.log;

/**
 * One process of an instance.
 *
 * @param number counted from 1
 * @param from where its output begins
 */
record Run(int number, Offsets from) {}
