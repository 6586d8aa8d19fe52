package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.PodSource;
import io.lonejupiter.apiserver.access.Attributes;
import io.lonejupiter.apiserver.audit.AuditLog;
import io.lonejupiter.apiserver.limit.FairQueue;
import io.lonejupiter.apiserver.limit.InFlight;
import io.lonejupiter.apiserver.limit.RequestLimits;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.request.Requests;
import io.lonejupiter.apiserver.security.Authenticator.Identity;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.WriteQueue;
import io.lonejupiter.core.store.ObjectStore;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP at the edge: reads a request as values, has it handled on a worker thread and writes the
 * answer. The event loop never waits. Before a request is handled it is
 *
 * <ol>
 *   <li>identified by what its client shows: 401 if that is no good;
 *   <li>refused if this server may no longer lead: 503;
 *   <li>counted: 429 if its user, or all users together, have too many open;
 *   <li>allowed as the user it is, or wants to be taken for: 403 if no role does;
 *   <li>read: 413 if it is too large, 504 if it takes too long;
 *   <li>put in its user's queue.
 * </ol>
 */
public final class HttpApi {
  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);
  private static final String RETRY_AFTER = "Retry-After";
  private static final int WORKERS = VertxOptions.DEFAULT_WORKER_POOL_SIZE;

  private final Vertx vertx;
  private final WatchTurns turns = new WatchTurns();
  private final Dispatcher dispatcher;
  private final ObjectService objects;
  private final Guards guards;
  private final Lease lease;
  private final FairQueue queue;
  private final Clock clock;

  private static final class TooManyRequestsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private TooManyRequestsException() {
      super(null, null, false, false);
    }
  }

  /**
   * What every request must pass.
   *
   * @param store tells whether this server surely leads
   */
  public record Guards(
      ObjectStore store,
      Gate gate,
      Connections connections,
      InFlight inFlight,
      AuditLog audit,
      RequestLimits limits,
      int maxBodyBytes) {}

  /**
   * @param pods null for none
   */
  public HttpApi(
      Vertx vertx,
      ObjectService objects,
      PodSource pods,
      Requests requests,
      Guards guards,
      Clock clock,
      String version) {
    this.vertx = vertx;
    this.dispatcher = new Dispatcher(objects, pods, requests, guards.gate(), clock, version);
    this.objects = objects;
    this.guards = guards;
    this.lease = new Lease(guards.store());
    lease.follow(vertx, guards.connections());
    this.queue =
        new FairQueue(
            task ->
                vertx.executeBlocking(
                    () -> {
                      task.run();
                      return null;
                    },
                    false),
            WORKERS);
    this.clock = clock;
  }

  /** Called on the event loop for each request. */
  public void handle(HttpServerRequest request) {
    Attributes attributes;
    try {
      attributes = IncomingRequest.attributes(request);
    } catch (IllegalArgumentException e) {
      // Go's server says so, too, before anybody is asked who they are.
      request
          .response()
          .setStatusCode(400)
          .putHeader("Content-Type", "text/plain; charset=utf-8")
          .putHeader("Connection", "close")
          .end(request.method() == HttpMethod.HEAD ? "" : "400 Bad Request");
      return;
    }
    Exchange exchange = new Exchange(request, attributes, clock.instant());
    guards.connections().begun(exchange);
    request.exceptionHandler(
        e -> {
          LOG.debug("request broke off: {}", e.getMessage());
          exchange.finish();
        });
    try {
      if (!attributes.isLongRunning()) {
        exchange.mayTake(
            TimeLimit.of(IncomingRequest.query(request), guards.limits().requestTimeout()));
      }
      admit(exchange);
    } catch (ApiException e) {
      request.response().putHeader("X-Content-Type-Options", "nosniff");
      refuse(exchange, ApiReply.failure(e));
      return;
    } catch (TooManyRequestsException e) {
      request.response().putHeader("X-Content-Type-Options", "nosniff").putHeader(RETRY_AFTER, "1");
      refuse(exchange, ApiReply.text(429, "Too many requests, please try again later.\n"));
      return;
    }
    receive(exchange);
  }

  /**
   * @throws ApiException the request is not let in
   * @throws TooManyRequestsException not now
   */
  private void admit(Exchange exchange) {
    HttpServerRequest request = exchange.request;
    Identity identity =
        guards.gate().identify(request.getHeader("Authorization"), certificate(request));
    boolean known = identity instanceof Identity.Known;
    boolean open = Dispatcher.isOpen(exchange.attributes.path());
    if (!known && !(identity instanceof Identity.Anonymous && open)) {
      throw new ApiException(401, "Unauthorized", "Unauthorized", null);
    }
    if (known) {
      exchange.identified(((Identity.Known) identity).user());
    }
    if (!open) {
      lease.require();
    }
    exchange.holds(
        guards
            .inFlight()
            .enter(exchange.user(), kind(exchange.attributes))
            .orElseThrow(TooManyRequestsException::new));
    try {
      guards
          .gate()
          .impersonated(exchange.user(), request.headers())
          .ifPresent(exchange::impersonates);
      exchange.allowed(open ? "" : guards.gate().require(exchange.actsAs(), exchange.attributes));
    } catch (ApiException e) {
      exchange.denied();
      throw e;
    }
    if (known && exchange.attributes.isLongRunning()) {
      exchange.identity = (Identity.Known) identity;
    }
  }

  private static InFlight.Kind kind(Attributes attributes) {
    if (attributes.isLongRunning()) {
      return InFlight.Kind.STREAM;
    }
    return attributes.isRead() ? InFlight.Kind.READ : InFlight.Kind.WRITE;
  }

  static X509Certificate certificate(HttpServerRequest request) {
    try {
      SSLSession session = request.connection().sslSession();
      return session != null && session.getPeerCertificates()[0] instanceof X509Certificate found
          ? found
          : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  private void receive(Exchange exchange) {
    HttpServerRequest request = exchange.request;
    long timer = -1;
    if (!exchange.attributes.isLongRunning()) {
      timer = vertx.setTimer(exchange.timeLimit().toMillis(), ignored -> tookTooLong(exchange));
    }
    exchange.whenFinished(cancel(timer));
    if (IncomingRequest.wantsWebSocket(request)) {
      request.pause();
      dispatch(exchange, new byte[0]);
      return;
    }
    Buffer body = Buffer.buffer();
    request.handler(
        part -> {
          if (body.length() <= guards.maxBodyBytes()) {
            body.appendBuffer(part);
          }
        });
    request.endHandler(
        ignored -> {
          if (body.length() > guards.maxBodyBytes()) {
            reply(exchange, ApiReply.failure(tooLarge()));
          } else {
            dispatch(exchange, body.getBytes());
          }
        });
  }

  private Runnable cancel(long timer) {
    return () -> vertx.cancelTimer(timer);
  }

  private ApiException tooLarge() {
    return ApiException.tooLarge("Request entity too large: limit is " + guards.maxBodyBytes());
  }

  /** Answers a request whose body is not wanted. */
  private void refuse(Exchange exchange, ApiReply reply) {
    long timer =
        vertx.setTimer(guards.limits().requestTimeout().toMillis(), ignored -> exchange.breakOff());
    exchange.whenFinished(cancel(timer));
    reply(exchange, reply);
  }

  private void tookTooLong(Exchange exchange) {
    boolean nothingSent = !exchange.request.response().headWritten();
    if (nothingSent) {
      reply(exchange, ApiReply.failure(timeout()));
    }
    if (!nothingSent || !exchange.request.isEnded()) {
      exchange.breakOff();
    }
  }

  private static ApiException timeout() {
    return new ApiException(
        504,
        "Timeout",
        "Timeout: request did not complete within the allotted timeout",
        Json.object());
  }

  private void dispatch(Exchange exchange, byte[] body) {
    ApiRequest read = IncomingRequest.read(exchange, body);
    Context context = vertx.getOrCreateContext();
    exchange.worksOn(true);
    queue.submit(
        exchange.user().name(),
        () ->
            handled(exchange, read)
                .whenComplete(
                    (reply, failure) ->
                        context.runOnContext(
                            ignored -> {
                              exchange.worksOn(false);
                              reply(exchange, failure == null ? reply : failure(read, failure));
                            })));
  }

  private CompletableFuture<ApiReply> handled(Exchange exchange, ApiRequest request) {
    if (exchange.isFinished()) {
      // Its client went while it waited for its turn.
      return CompletableFuture.failedFuture(timeout());
    }
    try {
      return dispatcher.dispatch(request).thenApply(reply -> Presentation.of(request, reply));
    } catch (RuntimeException | StackOverflowError e) {
      // What is nested deeper than it may be should be refused before, but must not go unanswered.
      return CompletableFuture.failedFuture(e);
    }
  }

  private void reply(Exchange exchange, ApiReply reply) {
    if (!exchange.answer()) {
      return;
    }
    int code = reply instanceof ApiReply.Body body ? body.code() : 200;
    if (exchange.isAudited(code)) {
      guards.audit().add(exchange.event(code, clock.instant()));
    }
    if (!(reply instanceof ApiReply.Body)) {
      exchange.request.response().endHandler(ignored -> exchange.finish());
    }
    answer(exchange, reply);
  }

  private static ApiReply failure(ApiRequest request, Throwable failure) {
    return Presentation.of(request, plainFailure(request, failure));
  }

  private static ApiReply plainFailure(ApiRequest request, Throwable failure) {
    Throwable cause = WriteQueue.cause(failure);
    if (cause instanceof ApiException e) {
      return ApiReply.failure(e);
    }
    LOG.error("{} {} failed", request.method(), request.path(), cause);
    return ApiReply.failure(ApiException.internal("the request failed: " + cause));
  }

  private void answer(Exchange exchange, ApiReply reply) {
    HttpServerRequest request = exchange.request;
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      exchange.finish();
      return;
    }
    if (reply instanceof ApiReply.Body body) {
      if (IncomingRequest.wantsWebSocket(request)) {
        request.resume();
      }
      response.setStatusCode(body.code()).putHeader("Content-Type", body.contentType());
      response.putHeader("Cache-Control", "no-cache, private");
      if (body.isGzipped()) {
        response.putHeader("Content-Encoding", "gzip").putHeader("Vary", "Accept-Encoding");
      }
      if (body.retryAfter() > 0) {
        response.putHeader(RETRY_AFTER, Integer.toString(body.retryAfter()));
      }
      for (String warning : body.warnings()) {
        String quoted = warning.replace("\\", "\\\\").replace("\"", "\\\"");
        response.headers().add("Warning", "299 - \"" + quoted + "\"");
      }
      Buffer content = Buffer.buffer(body.content());
      if (request.method() == HttpMethod.HEAD) {
        response.putHeader("Content-Length", Integer.toString(content.length()));
        content = Buffer.buffer();
      }
      response.end(content).onComplete(ignored -> exchange.finish());
    } else if (reply instanceof ApiReply.Document document) {
      DocumentWriter.write(request, document, exchange::finish);
    } else if (reply instanceof ApiReply.Watch watch) {
      watch(exchange, watch.spec());
    } else if (reply instanceof ApiReply.Log log) {
      new LogStream(vertx, response).start(log.text());
    }
  }

  private void watch(Exchange exchange, WatchSpec spec) {
    HttpServerRequest request = exchange.request;
    if (!IncomingRequest.wantsWebSocket(request)) {
      watch(new ChunkedSink(request, request.response()), spec);
      return;
    }
    request
        .toWebSocket()
        .onSuccess(
            socket ->
                watch(new WebSocketSink(socket, request.connection(), exchange::finish), spec))
        .onFailure(
            e -> {
              LOG.debug("no WebSocket came about: {}", e.getMessage());
              exchange.finish();
            });
  }

  private void watch(EventSink sink, WatchSpec spec) {
    new WatchStream(vertx, turns, sink, objects.image(), spec, clock).start();
  }
}
