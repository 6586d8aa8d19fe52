/**
 * CEL rules ({@code x-kubernetes-validations}). Parsing and type checking are the library's;
 * evaluation is here, since Kubernetes counts the cost of every step and has its own words for
 * every failure, and both are part of its contract. Pure, and not loaded before a kind has a rule.
 */
package io.lonejupiter.apiserver.cel;
