package io.lonejupiter.artifacts;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Gets bytes that this server lacks from the others, one after the other until one has them. What
 * comes is kept only if it has the SHA-256 that was asked for. Whoever asks for the same bytes
 * meanwhile waits for the same download.
 */
public final class PeerBlobs {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int STALL_SECONDS = 30;
  private static final int MAX_DOWNLOADS_OF_A_PEER = 2;

  private final Vertx vertx;
  private final BlobStore blobs;
  private final Callable<List<URI>> peers;
  private final long maxBytes;
  private final HttpClient client;
  private final Map<String, Future<Path>> running = new ConcurrentHashMap<>();

  /**
   * @param peers base URLs of the other servers; may block
   * @param maxBytes what is larger is not taken
   */
  public PeerBlobs(Vertx vertx, BlobStore blobs, Callable<List<URI>> peers, long maxBytes) {
    this.vertx = vertx;
    this.blobs = blobs;
    this.peers = peers;
    this.maxBytes = maxBytes;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(STALL_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxPoolSize(MAX_DOWNLOADS_OF_A_PEER));
  }

  /** All other servers were asked, and answered that they do not hold the bytes. */
  static final class NobodyHasItException extends IOException {
    NobodyHasItException(String message) {
      super(message);
    }
  }

  /**
   * The file with these bytes, once it is there.
   *
   * @param sha256 64 hexadecimal digits
   */
  public Future<Path> fetch(String sha256) {
    var fetching =
        running.computeIfAbsent(
            sha256,
            digest ->
                vertx
                    .executeBlocking(peers, false)
                    .compose(servers -> fetch(digest, servers, new StringBuilder(), false)));
    return fetching.onComplete(done -> running.remove(sha256, fetching));
  }

  /**
   * @param refusals what those said that were asked before
   * @param unsure whether one of them gave no clear answer
   */
  private Future<Path> fetch(
      String sha256, List<URI> servers, StringBuilder refusals, boolean unsure) {
    var held = blobs.find(sha256);
    if (held.isPresent()) {
      return Future.succeededFuture(held.get());
    }
    if (servers.isEmpty()) {
      var asked = refusals.isEmpty() ? "there is no other server" : refusals.toString();
      var message = "this server does not hold the bytes with SHA-256 " + sha256 + "; " + asked;
      return Future.failedFuture(
          unsure ? new IOException(message) : new NobodyHasItException(message));
    }
    var server = servers.get(0);
    return download(sha256, server)
        .recover(
            e -> {
              var clear = e instanceof NobodyHasItException;
              refusals.append(refusals.isEmpty() ? "" : "; ").append(server).append(": ");
              refusals.append(e.getMessage());
              var others = servers.subList(1, servers.size());
              return fetch(sha256, others, refusals, unsure || !clear);
            });
  }

  /** The file is opened first: what comes is taken, and a broken connection seen, at once. */
  private Future<Path> download(String sha256, URI server) {
    var file = blobs.newUpload();
    return vertx
        .fileSystem()
        .open(file.toString(), new OpenOptions().setCreateNew(true).setWrite(true))
        .compose(opened -> download(sha256, server, new HashingFile(opened, maxBytes)))
        .compose(sink -> vertx.executeBlocking(() -> keep(sha256, file, sink), false))
        .recover(
            e ->
                vertx
                    .fileSystem()
                    .delete(file.toString())
                    .transform(deleted -> Future.failedFuture(e)));
  }

  private Future<HashingFile> download(String sha256, URI server, HashingFile sink) {
    var request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(server + "/blobs/sha256/" + sha256 + "?held");
    return client
        .request(request)
        .compose(
            ready ->
                ready
                    .send()
                    .compose(response -> take(response, sink))
                    // A connection in the middle of an answer is of no more use.
                    .onFailure(e -> ready.connection().close()))
        .onFailure(e -> sink.abandon());
  }

  private static Future<HashingFile> take(HttpClientResponse response, HashingFile sink) {
    if (response.statusCode() == 404) {
      return Future.failedFuture(new NobodyHasItException("does not hold them"));
    }
    if (response.statusCode() != 200) {
      return Future.failedFuture(new IOException("answered " + response.statusCode()));
    }
    return response.pipeTo(sink).map(sink);
  }

  private Path keep(String sha256, Path file, HashingFile sink) throws IOException {
    var came = sink.sha256();
    if (!came.equals(sha256)) {
      throw new IOException("gave other bytes, with SHA-256 " + came);
    }
    blobs.keep(file, sha256);
    return blobs.find(sha256).orElseThrow();
  }
}
