package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.limit.RequestLimits;
import io.lonejupiter.apiserver.security.Authenticator.Identity;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All open connections. Closes those beyond the limit and those that have had no request for a
 * while, which is also what a client meets that sends its headers too slowly; and breaks off the
 * watches of a credential that has ended or was withdrawn. Safe on all threads.
 */
public final class Connections {
  private static final int SWEEPS_PER_IDLE_TIME = 4;

  private final Vertx vertx;
  private final Gate gate;
  private final RequestLimits limits;
  private final Map<HttpConnection, Connection> open = new ConcurrentHashMap<>();

  private static final class Connection {
    private final Context context;
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
    private volatile long idleSince = System.nanoTime();

    private Connection(Context context) {
      this.context = context;
    }
  }

  public Connections(Vertx vertx, Gate gate, RequestLimits limits) {
    this.vertx = vertx;
    this.gate = gate;
    this.limits = limits;
    long period = Math.max(1, limits.idleTimeout().toMillis() / SWEEPS_PER_IDLE_TIME);
    vertx.setPeriodic(period, ignored -> sweep());
  }

  /** Called on the event loop of each new connection. */
  public void opened(HttpConnection connection) {
    if (open.size() >= limits.maxConnections()) {
      connection.close();
      return;
    }
    Connection entry = new Connection(vertx.getOrCreateContext());
    open.put(connection, entry);
    connection.closeHandler(
        ignored -> {
          open.remove(connection);
          entry.exchanges.forEach(Exchange::finish);
        });
  }

  /** Called on the event loop of the connection. */
  void begun(Exchange exchange) {
    Connection entry = open.get(exchange.request.connection());
    if (entry != null) {
      entry.exchanges.add(exchange);
      exchange.whenFinished(
          () -> {
            entry.exchanges.remove(exchange);
            entry.idleSince = System.nanoTime();
          });
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    open.forEach(
        (connection, entry) -> {
          if (entry.exchanges.isEmpty() && now - entry.idleSince > limits.idleTimeout().toNanos()) {
            entry.context.runOnContext(ignored -> connection.close());
          }
        });
    breakOffWithdrawn();
  }

  /** Called on any thread when credentials have changed. */
  public void breakOffWithdrawn() {
    for (Connection entry : open.values()) {
      for (Exchange exchange : entry.exchanges) {
        Identity.Known identity = exchange.identity;
        if (identity != null && !gate.isGood(identity)) {
          entry.context.runOnContext(ignored -> exchange.breakOff());
        }
      }
    }
  }

  /** Breaks off all watches and logs; called on any thread. */
  void breakOffStreams() {
    for (Connection entry : open.values()) {
      for (Exchange exchange : entry.exchanges) {
        if (exchange.attributes.isLongRunning()) {
          entry.context.runOnContext(ignored -> exchange.breakOff());
        }
      }
    }
  }
}
