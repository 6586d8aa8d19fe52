/**
 * The documents that the server, the agents and the routers exchange through Consul's KV store, and
 * the keys they lie under. Versioned JSON, one writer for each document, unknown fields ignored.
 */
package io.lonejupiter.core.document;
