/** Another host for what fails on the one it is on. */
package io.lonejupiter.core.heal;
