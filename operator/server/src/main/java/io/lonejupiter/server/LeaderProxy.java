package io.lonejupiter.server;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Hands the requests of a server that waits on to the one that leads, so that clients may ask any.
 * Bodies are streamed. A request is handed on once at most: while the lead changes it is refused.
 */
final class LeaderProxy implements AutoCloseable {
  private static final String HANDED_ON = "X-Lone-Jupiter-Handed-On";
  private static final List<CharSequence> OF_THE_CONNECTION =
      List.of(
          HttpHeaders.CONNECTION,
          HttpHeaders.EXPECT,
          HttpHeaders.HOST,
          HttpHeaders.TRANSFER_ENCODING,
          HttpHeaders.UPGRADE,
          "Keep-Alive",
          "TE");
  private static final int CONNECT_MILLIS = 3_000;

  /** Longest time in which nothing moves. */
  private static final int IDLE_SECONDS = 60;

  private final Vertx vertx;
  private final Callable<Optional<URI>> leader;
  private final HttpClient client;

  /**
   * @param leader finds out who leads; may take its time
   */
  LeaderProxy(Vertx vertx, Callable<Optional<URI>> leader) {
    this.vertx = vertx;
    this.leader = leader;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(IDLE_SECONDS)
                .setDecompressionSupported(false));
  }

  void handle(HttpServerRequest request) {
    if (request.headers().contains(HANDED_ON)) {
      refuse(request, "the lead changes at this moment; try again");
      return;
    }
    request.pause();
    vertx
        .executeBlocking(leader, false)
        .onSuccess(
            found ->
                found.ifPresentOrElse(
                    url -> handOn(request, url),
                    () -> refuse(request, "no server leads at this moment; try again")))
        .onFailure(e -> refuse(request, "the leading server is not known: " + e.getMessage()));
  }

  private void handOn(HttpServerRequest request, URI leader) {
    var options =
        new RequestOptions()
            .setMethod(request.method())
            .setHost(leader.getHost())
            .setPort(leader.getPort())
            .setURI(request.uri());
    client
        .request(options)
        .compose(onward -> send(request, onward))
        .compose(answer -> answer(request.response(), answer))
        .onFailure(e -> refuse(request, "the leading server did not answer: " + e.getMessage()));
  }

  private static Future<HttpClientResponse> send(
      HttpServerRequest request, HttpClientRequest onward) {
    copy(request.headers(), onward.headers());
    onward.putHeader(HANDED_ON, "1");
    if (hasBody(request)) {
      onward.setChunked(!request.headers().contains(HttpHeaders.CONTENT_LENGTH));
      return onward.send(request);
    }
    request.resume();
    return onward.send();
  }

  private static boolean hasBody(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.CONTENT_LENGTH)
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  private static Future<Void> answer(HttpServerResponse response, HttpClientResponse answer) {
    response.setStatusCode(answer.statusCode());
    copy(answer.headers(), response.headers());
    response.setChunked(!answer.headers().contains(HttpHeaders.CONTENT_LENGTH));
    return answer.pipeTo(response);
  }

  private static void copy(MultiMap from, MultiMap to) {
    to.addAll(from);
    OF_THE_CONNECTION.forEach(to::remove);
  }

  /** An answer that has begun cannot become another one: its connection is cut. */
  private static void refuse(HttpServerRequest request, String why) {
    if (request.response().headWritten()) {
      request.connection().close();
      return;
    }
    request
        .response()
        .setChunked(false)
        .setStatusCode(503)
        .putHeader(HttpHeaders.RETRY_AFTER, "1")
        .putHeader(HttpHeaders.CONNECTION, "close")
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
        .end(Buffer.buffer(why + "\n"))
        .onComplete(done -> request.connection().close());
  }

  @Override
  public void close() {
    client.close().toCompletionStage().toCompletableFuture().join();
  }
}
