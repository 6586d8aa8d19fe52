package io.lonejupiter.server;

import io.lonejupiter.artifacts.ArtifactHttp;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The server's own HTTP port: {@code /healthz} (it runs), {@code /readyz} (it leads and everything
 * works), {@code /metrics}, and the artifact service once it leads.
 */
final class HttpEndpoint implements AutoCloseable {
  private final HttpServer http;
  private final PrometheusMeterRegistry metrics;
  private final AtomicReference<ArtifactHttp> artifacts = new AtomicReference<>();
  private volatile Optional<String> notReady = Optional.of("it waits for the lead");

  private HttpEndpoint(Vertx vertx, PrometheusMeterRegistry metrics) {
    this.metrics = metrics;
    this.http =
        vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true));
  }

  /** Listens; fails if the port is taken. */
  static HttpEndpoint listen(
      Vertx vertx, String address, int port, PrometheusMeterRegistry metrics) {
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

  /** From now on uploads and downloads are served. */
  void serve(ArtifactHttp service) {
    artifacts.set(service);
  }

  void ready() {
    notReady = Optional.empty();
  }

  private void handle(HttpServerRequest request) {
    switch (request.path() == null ? "" : request.path()) {
      case "/healthz" -> text(request, 200, "ok");
      case "/readyz" -> text(request, notReady.isEmpty() ? 200 : 503, notReady.orElse("ok"));
      case "/metrics" -> text(request, 200, metrics.scrape());
      default -> serveArtifacts(request);
    }
  }

  private void serveArtifacts(HttpServerRequest request) {
    var service = artifacts.get();
    if (service == null) {
      text(request, 503, "this server does not lead; ask the one that does");
    } else if (!service.handle(request)) {
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
  }
}
