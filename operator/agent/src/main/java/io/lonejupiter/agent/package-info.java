/**
 * The host agent: follows its host's assignments and makes them so. It talks to Consul and to
 * artifact sources, and knows nothing of Kubernetes.
 */
package io.lonejupiter.agent;
