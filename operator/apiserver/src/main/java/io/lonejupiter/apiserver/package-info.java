/**
 * The embedded Kubernetes-style API server: request semantics as pure functions, an in-memory image
 * that is written through the ObjectStore port, and HTTP around both.
 */
package io.lonejupiter.apiserver;
