package io.lonejupiter.artifacts;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;

/**
 * {@code GET /blobs/sha256/<hex>} over HTTP: the bytes with this SHA-256. With {@code ?held} they
 * are given only if this server holds them itself; that is how servers ask each other.
 */
public final class BlobHttp {
  private static final String HELD = "held";

  private final BlobStore blobs;
  private final PeerBlobs peers;

  public BlobHttp(BlobStore blobs, PeerBlobs peers) {
    this.blobs = blobs;
    this.peers = peers;
  }

  /** Answers what this server can without others; false: somebody else had better answer. */
  public boolean handleHeld(HttpServerRequest request) {
    var digest = digest(request);
    if (digest == null) {
      return false;
    }
    var file = blobs.find(digest);
    file.ifPresent(found -> send(request, digest, found));
    if (file.isEmpty() && request.params().contains(HELD)) {
      ArtifactHttp.fail(request, 404, "this server does not hold these bytes");
      return true;
    }
    return file.isPresent();
  }

  /** Answers a request for bytes, if need be with another server's; false: it is for no bytes. */
  public boolean handle(HttpServerRequest request) {
    if (handleHeld(request)) {
      return true;
    }
    var digest = digest(request);
    if (digest == null) {
      return false;
    }
    if (!BlobStore.isDigest(digest)) {
      ArtifactHttp.fail(
          request, 404, "there are no such bytes; GET /blobs/sha256/<64 hexadecimal digits>");
      return true;
    }
    peers
        .fetch(digest)
        .onSuccess(file -> send(request, digest, file))
        .onFailure(
            e ->
                ArtifactHttp.fail(
                    request,
                    e instanceof PeerBlobs.NobodyHasItException ? 404 : 503,
                    e.getMessage()));
    return true;
  }

  /** What stands where the SHA-256 should; null: the request is not for bytes at all. */
  private static String digest(HttpServerRequest request) {
    var path = ArtifactHttp.segments(request.path());
    if (path.isEmpty() || !path.get(0).equals("blobs")) {
      return null;
    }
    return path.size() == 3 && path.get(1).equals("sha256") ? path.get(2) : "";
  }

  private static void send(HttpServerRequest request, String sha256, Path file) {
    if (request.response().closed()) {
      return;
    }
    request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
        .putHeader(HttpHeaders.ETAG, "\"" + sha256 + "\"")
        .sendFile(file.toString());
  }
}
