package io.lonejupiter.apiserver.proxy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.HttpProxy;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Hands requests on to the server that leads, watches and WebSockets included. When another leads,
 * the connections to the one before are broken off: it may hang, and what waits for it would hang
 * too; its clients come again.
 */
public final class LeaderProxy implements AutoCloseable {
  /** How long a client had better wait, in seconds, when nobody leads. */
  private static final String RETRY_AFTER = "1";

  private final Supplier<HttpClient> clients;
  private final Unavailable unavailable;
  private volatile Optional<Upstream> upstream = Optional.empty();

  /**
   * What a client is told when nobody leads.
   *
   * @param contentType of the body
   */
  public record Unavailable(String contentType, String body) {}

  private record Upstream(URI leader, HttpClient client) {}

  /**
   * @param clients makes a client with what it takes to be heard by a leader; closed by this
   */
  public LeaderProxy(Supplier<HttpClient> clients, Unavailable unavailable) {
    this.clients = clients;
    this.unavailable = unavailable;
  }

  /** From now on that one leads; empty: nobody. */
  public synchronized void follow(Optional<URI> leader) {
    Optional<Upstream> before = upstream;
    if (Objects.equals(before.map(Upstream::leader), leader)) {
      return;
    }
    upstream = leader.map(uri -> new Upstream(uri, clients.get()));
    before.ifPresent(old -> old.client().close());
  }

  /** Whether somebody leads. */
  public boolean follows() {
    return upstream.isPresent();
  }

  /** Hands a request on, as it is. Its body must not have been read. */
  public void handle(HttpServerRequest request) {
    Optional<Upstream> to = upstream;
    if (to.isEmpty()) {
      refuse(request);
      return;
    }
    request.pause();
    URI leader = to.get().leader();
    RequestOptions connect =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(leader.getHost())
            .setPort(leader.getPort())
            .setSsl(leader.getScheme().equals("https"))
            .setURI(request.uri());
    to.get()
        .client()
        .request(connect)
        .onSuccess(
            connected ->
                HttpProxy.reverseProxy(to.get().client())
                    .origin(context -> Future.succeededFuture(connected))
                    .handle(request))
        .onFailure(failure -> refuse(request));
  }

  private void refuse(HttpServerRequest request) {
    request.resume();
    if (!request.response().ended() && !request.response().closed()) {
      request
          .response()
          .setStatusCode(503)
          .putHeader("Retry-After", RETRY_AFTER)
          .putHeader("Content-Type", unavailable.contentType())
          .end(Buffer.buffer(unavailable.body()));
    }
  }

  @Override
  public void close() {
    follow(Optional.empty());
  }
}
