/**
 * Keeps the parts of a system running, and survives its own death: what runs is on disk, so the
 * next supervisor goes on where the last one ended. Knows nothing of what the parts do.
 */
package io.lonejupiter.cli.supervisor;
