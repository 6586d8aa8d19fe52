/** How things are written for people and for shells. Pure. */
package io.lonejupiter.cli.show;
