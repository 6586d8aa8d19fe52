/** Drives one HAProxy: route documents and Consul's health in, a running route table out. */
package io.lonejupiter.router;
