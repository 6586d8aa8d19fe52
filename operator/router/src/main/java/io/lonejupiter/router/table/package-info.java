/** Pure: what is routed where, and which slot of HAProxy holds what. No I/O, no clock. */
package io.lonejupiter.router.table;
