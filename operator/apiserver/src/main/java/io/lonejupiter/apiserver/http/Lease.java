package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.core.store.ObjectStore;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to answer from memory. Who cannot reach Consul may have been deposed without knowing:
 * it then answers nothing, as what it holds may be of the past, and breaks off the watches, which
 * would stay silent for good.
 */
final class Lease {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final long LOOK_MILLIS = 500;

  private final ObjectStore store;
  private boolean wasValid = true;

  Lease(ObjectStore store) {
    this.store = store;
  }

  /** Breaks off what is under way whenever it ends. */
  void follow(Vertx vertx, Connections connections) {
    vertx.setPeriodic(LOOK_MILLIS, ignored -> look(connections));
  }

  private void look(Connections connections) {
    boolean isValid = store.isLeaseValid();
    if (wasValid && !isValid) {
      LOG.warn(
          "Consul does not answer, so another server may lead: nothing is answered until then");
      connections.breakOffStreams();
    } else if (isValid && !wasValid) {
      LOG.info("Consul answers, and this server still leads");
    }
    wasValid = isValid;
  }

  /**
   * @throws ApiException 503: this server may no longer lead
   */
  void require() {
    if (!store.isLeaseValid()) {
      throw ApiException.unavailableForNow(
          "this server cannot reach Consul and may no longer lead; try again");
    }
  }
}
