/** One class per verb of the command line: reads options, calls, prints. */
package io.lonejupiter.cli.command;
