/** What Prometheus says of a revision. */
package io.lonejupiter.kubernetes.prometheus;
