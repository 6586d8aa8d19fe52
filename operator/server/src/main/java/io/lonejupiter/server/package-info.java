/** The server: wires reconcilers, embedded API and artifact service, and leads or waits to. */
package io.lonejupiter.server;
