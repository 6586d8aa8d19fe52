package io.lonejupiter.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from other servers over real HTTP; the servers misbehave as real ones might. */
class PeerBlobsTest {
  private static final String BYTES = "the bytes of a build\n".repeat(50_000);
  private static final long LIMIT = 10_000_000;

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<URI> servers = new CopyOnWriteArrayList<>();
  private BlobStore blobs;
  private PeerBlobs peers;

  @BeforeEach
  void makeStore() {
    blobs = new BlobStore(folder);
    peers = new PeerBlobs(vertx, blobs, () -> servers, LIMIT);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void bytesThatAnotherServerHoldsAreKeptHere() throws Exception {
    serve(request -> request.response().setStatusCode(404).end());
    serve(PeerBlobsTest::giveAll);
    assertThat(Files.readString(await(peers.fetch(digest())))).isEqualTo(BYTES);
    assertThat(blobs.all()).containsExactly(digest());
    assertNothingIsLeftOver();
  }

  @Test
  void oneDownloadServesAllThatWait() {
    var requests = new AtomicInteger();
    serve(
        request -> {
          requests.incrementAndGet();
          vertx.setTimer(200, time -> giveAll(request));
        });
    var waiting = IntStream.range(0, 20).mapToObj(n -> peers.fetch(digest())).toList();
    waiting.forEach(PeerBlobsTest::await);
    assertThat(requests).hasValue(1);
  }

  @Test
  void otherBytesCutOffBytesAndAnAbsentServerAreNotTakenButTheNextIsAsked() throws Exception {
    serve(request -> request.response().end("other bytes"));
    serve(
        request -> {
          request.response().putHeader("Content-Length", String.valueOf(BYTES.length()));
          request
              .response()
              .write(BYTES.substring(0, 1000))
              .onComplete(w -> request.connection().close());
        });
    servers.add(absent());
    serve(request -> request.response().setStatusCode(500).end());
    serve(PeerBlobsTest::giveAll);
    assertThat(Files.readString(await(peers.fetch(digest())))).isEqualTo(BYTES);
    assertNothingIsLeftOver();
  }

  @Test
  void whatIsTooLargeIsNotTaken() throws Exception {
    serve(PeerBlobsTest::giveAll);
    var small = new PeerBlobs(vertx, blobs, () -> servers, 1_000);
    assertThatThrownBy(() -> await(small.fetch(digest())))
        .hasMessageContaining("larger than 1000 bytes");
    assertThat(blobs.all()).isEmpty();
    assertNothingIsLeftOver();
  }

  @Test
  void whereNobodyHasThemItIsSaidWhoWasAsked() {
    assertThatThrownBy(() -> await(peers.fetch(digest())))
        .hasCauseInstanceOf(PeerBlobs.NobodyHasItException.class)
        .hasMessageContaining("there is no other server");
    serve(request -> request.response().setStatusCode(404).end());
    assertThatThrownBy(() -> await(peers.fetch(digest())))
        .hasCauseInstanceOf(PeerBlobs.NobodyHasItException.class)
        .hasMessageContaining(servers.get(0) + ": does not hold them");
  }

  @Test
  void aServerThatIsAwayMayHaveThem() throws Exception {
    servers.add(absent());
    assertThatThrownBy(() -> await(peers.fetch(digest())))
        .matches(e -> !(e.getCause() instanceof PeerBlobs.NobodyHasItException))
        .hasMessageContaining(servers.get(0) + ": Connection refused");
    servers.clear();
    serve(PeerBlobsTest::giveAll);
    assertThat(await(peers.fetch(digest()))).exists();
  }

  private static void giveAll(HttpServerRequest request) {
    assertThat(request.uri()).isEqualTo("/blobs/sha256/" + digest() + "?held");
    request.response().end(Buffer.buffer(BYTES));
  }

  private void serve(Consumer<HttpServerRequest> handler) {
    var server =
        await(vertx.createHttpServer().requestHandler(handler::accept).listen(0, "127.0.0.1"));
    servers.add(URI.create("http://127.0.0.1:" + server.actualPort()));
  }

  /** Nobody listens there. */
  private static URI absent() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }

  private void assertNothingIsLeftOver() throws IOException {
    try (var files = Files.list(folder.resolve("uploads"))) {
      assertThat(files).isEmpty();
    }
  }

  private static String digest() {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(BYTES.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new CompletionException(e);
    }
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
