package io.lonejupiter.server;

import io.lonejupiter.artifacts.ArtifactHttp;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * The server's own HTTP port:
 *
 * <ul>
 *   <li>{@code /healthz}: it runs;
 *   <li>{@code /readyz}: it leads and everything works;
 *   <li>{@code /readyz?standbyok=true}: it does, or it waits and could take the lead at any moment;
 *   <li>{@code /metrics};
 *   <li>everything else is the artifact service's. While the server waits it hands such requests on
 *       to the one that leads.
 * </ul>
 */
final class HttpEndpoint implements AutoCloseable {
  private final HttpServer http;
  private final PrometheusMeterRegistry metrics;
  private final AtomicReference<ArtifactHttp> artifacts = new AtomicReference<>();
  private volatile Optional<String> notReady = Optional.of("it starts");
  private volatile Standby standby = new Standby(() -> false, null);

  /** What a server that waits can do. */
  private record Standby(BooleanSupplier couldLead, LeaderProxy proxy) {}

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

  /**
   * From now on the server waits for the lead.
   *
   * @param couldLead whether it would get the lead if it were free
   */
  void waits(BooleanSupplier couldLead, LeaderProxy proxy) {
    standby = new Standby(couldLead, proxy);
    notReady = Optional.of("it waits for the lead");
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
      case "/readyz" -> readiness(request);
      case "/metrics" -> text(request, 200, metrics.scrape());
      default -> serveArtifacts(request);
    }
  }

  private void readiness(HttpServerRequest request) {
    var lacks = notReady;
    var standbyOk = "true".equals(request.getParam("standbyok"));
    var well = lacks.isEmpty() || standbyOk && standby.couldLead().getAsBoolean();
    text(request, well ? 200 : 503, lacks.orElse("ok"));
  }

  private void serveArtifacts(HttpServerRequest request) {
    var service = artifacts.get();
    if (service != null) {
      if (!service.handle(request)) {
        text(request, 404, "try /artifacts, /metrics or /readyz");
      }
    } else if (standby.proxy() != null) {
      standby.proxy().handle(request);
    } else {
      text(request, 503, "this server starts; try again");
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
