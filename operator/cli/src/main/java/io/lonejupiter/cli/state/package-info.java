/**
 * What {@code up} keeps on disk. {@link io.lonejupiter.cli.state.StateFolder} is the map of it.
 * Knows no process and no network.
 */
package io.lonejupiter.cli.state;
