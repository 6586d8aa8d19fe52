/**
 * What users write and read: the spec and status of every kind, as records. No behaviour and no
 * dependency but annotations, so that the operator, the agent and the router share them.
 */
package io.lonejupiter.model;
