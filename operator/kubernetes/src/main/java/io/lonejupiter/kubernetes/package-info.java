/**
 * The operator proper: custom resource classes and the reconcilers, one folder for each kind. A
 * reconciler observes, lets the core decide, acts and reports; it knows Consul only through the
 * ports of the core.
 */
package io.lonejupiter.kubernetes;
