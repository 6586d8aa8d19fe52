package io.lonejupiter.server;

import io.lonejupiter.apiserver.proxy.LeaderProxy;
import io.lonejupiter.artifacts.ArtifactHttp;
import io.lonejupiter.artifacts.BlobHttp;
import io.lonejupiter.core.document.LeaderDocument;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * The server's own HTTP port: {@code /healthz} (it runs), {@code /readyz} (it surely leads, or
 * knows who does), {@code /metrics}, and the artifact service, which is the leader's but for bytes
 * that this server holds itself.
 */
final class HttpEndpoint implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;

  /** Up- and downloads handed on at a time; others wait. */
  private static final int MAX_TRANSFERS = 200;

  private static final String NO_LEADER = "no server leads at the moment; try again";

  private final HttpServer http;
  private final Metrics metrics;
  private final AtomicReference<ArtifactHttp> artifacts = new AtomicReference<>();
  private final LeaderProxy leader;
  private volatile BooleanSupplier leads = () -> false;
  private volatile BlobHttp blobs;

  private HttpEndpoint(Vertx vertx, Metrics metrics) {
    this.metrics = metrics;
    var options =
        new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setMaxPoolSize(MAX_TRANSFERS);
    this.leader =
        new LeaderProxy(
            () -> vertx.createHttpClient(options),
            new LeaderProxy.Unavailable("text/plain; charset=utf-8", NO_LEADER + "\n"));
    this.http =
        vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true));
  }

  /** Listens; fails if the port is taken. */
  static HttpEndpoint listen(Vertx vertx, String address, int port, Metrics metrics) {
    var endpoint = new HttpEndpoint(vertx, metrics);
    endpoint
        .http
        .requestHandler(endpoint::handle)
        .listen(port, address)
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    return endpoint;
  }

  /** From now on the bytes that this server holds are given, also if it does not lead. */
  void give(BlobHttp held) {
    blobs = held;
  }

  /** From now on uploads and downloads are served. */
  void serve(ArtifactHttp service) {
    artifacts.set(service);
  }

  /**
   * From now on it is ready.
   *
   * @param leads whether this server surely leads
   */
  void ready(BooleanSupplier leads) {
    this.leads = leads;
  }

  /** Who else leads; empty while nobody does. */
  void follow(Optional<LeaderDocument> other) {
    leader.follow(other.map(LeaderDocument::http).map(URI::create));
  }

  private void handle(HttpServerRequest request) {
    switch (request.path() == null ? "" : request.path()) {
      case "/healthz" -> text(request, 200, "ok");
      case "/readyz" -> {
        boolean ready = leads.getAsBoolean() || leader.follows();
        text(request, ready ? 200 : 503, ready ? "ok" : NO_LEADER);
      }
      case "/metrics" -> text(request, 200, metrics.scrape());
      default -> serveArtifacts(request);
    }
  }

  private void serveArtifacts(HttpServerRequest request) {
    var service = artifacts.get();
    if (service == null) {
      var held = blobs;
      if (held == null || !held.handleHeld(request)) {
        leader.handle(request);
      }
    } else if (!blobs.handle(request) && !service.handle(request)) {
      text(request, 404, "try /artifacts, /metrics or /readyz");
    }
  }

  private static void text(HttpServerRequest request, int status, String body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(body + "\n");
  }

  @Override
  public void close() {
    http.close().toCompletionStage().toCompletableFuture().join();
    leader.close();
  }
}
