/** Brings a whole system up on one machine, takes it down, and says how it is. */
package io.lonejupiter.cli.system;
