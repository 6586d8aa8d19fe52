/** What an apply, or the loss of a host, is going to do, before it is done. */
package io.lonejupiter.cli.plan;
