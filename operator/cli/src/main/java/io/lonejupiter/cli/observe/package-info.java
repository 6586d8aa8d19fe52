/**
 * What a running system is like, read from its API and from Consul, and whether it is as wanted.
 */
package io.lonejupiter.cli.observe;
