/**
 * Consul, behind the ports of the core. The simple calls go through consul-api; transactions,
 * cancellable blocking queries, fenced writes and registrations that replace their checks go
 * through {@link io.lonejupiter.consul.ConsulHttp}, because consul-api has none of them.
 */
package io.lonejupiter.consul;
