package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.request.Requests;
import io.lonejupiter.apiserver.security.BearerToken;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.WriteQueue;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP at the edge: reads a request as values, checks the token, has it handled on a worker thread
 * and writes the answer. The event loop never waits.
 */
public final class HttpApi {
  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

  private final Vertx vertx;
  private final Dispatcher dispatcher;
  private final ObjectService objects;
  private final BearerToken token;
  private final int maxBodyBytes;
  private final Clock clock;

  public HttpApi(
      Vertx vertx,
      ObjectService objects,
      Requests requests,
      BearerToken token,
      int maxBodyBytes,
      Clock clock,
      String version) {
    this.vertx = vertx;
    this.dispatcher = new Dispatcher(objects, requests, clock, version);
    this.objects = objects;
    this.token = token;
    this.maxBodyBytes = maxBodyBytes;
    this.clock = clock;
  }

  /** Called on the event loop for each request. */
  public void handle(HttpServerRequest request) {
    if (!Dispatcher.isOpen(request.path()) && !token.accepts(request.getHeader("Authorization"))) {
      answer(
          request, ApiReply.failure(new ApiException(401, "Unauthorized", "Unauthorized", null)));
      return;
    }
    if (wantsWebSocket(request)) {
      request.pause();
      dispatch(request, new byte[0]);
      return;
    }
    Buffer body = Buffer.buffer();
    request.handler(
        part -> {
          if (body.length() <= maxBodyBytes) {
            body.appendBuffer(part);
          }
        });
    request.exceptionHandler(e -> LOG.debug("request broke off: {}", e.getMessage()));
    request.endHandler(
        ignored -> {
          if (body.length() > maxBodyBytes) {
            answer(request, ApiReply.failure(tooLarge()));
          } else {
            dispatch(request, body.getBytes());
          }
        });
  }

  private ApiException tooLarge() {
    return ApiException.tooLarge("Request entity too large: limit is " + maxBodyBytes + " bytes");
  }

  private void dispatch(HttpServerRequest request, byte[] body) {
    ApiRequest read = read(request, body);
    vertx
        .executeBlocking(() -> handled(read), false)
        .onComplete(
            started -> {
              if (started.failed()) {
                answer(request, failure(read, started.cause()));
              } else {
                later(request, read, started.result());
              }
            });
  }

  private CompletableFuture<ApiReply> handled(ApiRequest request) {
    return dispatcher.dispatch(request).thenApply(reply -> Presentation.of(request, reply));
  }

  private void later(
      HttpServerRequest request, ApiRequest read, CompletableFuture<ApiReply> future) {
    var context = vertx.getOrCreateContext();
    future.whenComplete(
        (reply, failure) ->
            context.runOnContext(
                ignored -> answer(request, failure == null ? reply : failure(read, failure))));
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

  private void answer(HttpServerRequest request, ApiReply reply) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    if (reply instanceof ApiReply.Body body) {
      if (wantsWebSocket(request)) {
        request.resume();
      }
      response.setStatusCode(body.code()).putHeader("Content-Type", body.contentType());
      response.putHeader("Cache-Control", "no-cache, private");
      if (body.isGzipped()) {
        response.putHeader("Content-Encoding", "gzip").putHeader("Vary", "Accept-Encoding");
      }
      if (body.retryAfter() > 0) {
        response.putHeader("Retry-After", Integer.toString(body.retryAfter()));
      }
      for (String warning : body.warnings()) {
        String quoted = warning.replace("\\", "\\\\").replace("\"", "\\\"");
        response.headers().add("Warning", "299 - \"" + quoted + "\"");
      }
      response.end(Buffer.buffer(body.content()));
    } else if (reply instanceof ApiReply.Watch watch) {
      watch(request, watch.spec());
    }
  }

  private void watch(HttpServerRequest request, WatchSpec spec) {
    if (!wantsWebSocket(request)) {
      watch(new ChunkedSink(request, request.response()), spec);
      return;
    }
    request
        .toWebSocket()
        .onSuccess(socket -> watch(new WebSocketSink(socket, request.connection()), spec))
        .onFailure(e -> LOG.debug("no WebSocket came about: {}", e.getMessage()));
  }

  private void watch(EventSink sink, WatchSpec spec) {
    new WatchStream(vertx, sink, objects.image(), spec, clock).start();
  }

  /** Such a request has no body, and must not be read before it is known what it gets. */
  private static boolean wantsWebSocket(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_1_1
        && request.method() == HttpMethod.GET
        && header(request, "Upgrade").equalsIgnoreCase("websocket")
        && header(request, "Connection").toLowerCase(Locale.ROOT).contains("upgrade");
  }

  private static ApiRequest read(HttpServerRequest request, byte[] body) {
    String contentType = header(request, "Content-Type").split(";")[0].strip();
    return new ApiRequest(
        request.method().name(),
        decoded(request.path()),
        query(request.query()),
        String.join(",", request.headers().getAll("Accept")),
        takesGzip(request),
        contentType.toLowerCase(Locale.ROOT),
        header(request, "User-Agent"),
        body);
  }

  private static boolean takesGzip(HttpServerRequest request) {
    for (String encoding : header(request, "Accept-Encoding").split(",")) {
      if (encoding.split(";")[0].strip().equals("gzip")) {
        return true;
      }
    }
    return false;
  }

  private static String decoded(String path) {
    String plain =
        path.contains("%")
            ? URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8)
            : path;
    return plain.length() > 1 && plain.endsWith("/")
        ? plain.substring(0, plain.length() - 1)
        : plain;
  }

  private static String header(HttpServerRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new HashMap<>();
    if (text != null) {
      for (String pair : text.split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        query.putIfAbsent(
            URLDecoder.decode(name, StandardCharsets.UTF_8),
            URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return query;
  }
}
