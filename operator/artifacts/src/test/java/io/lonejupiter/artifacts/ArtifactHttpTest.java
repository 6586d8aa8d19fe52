package io.lonejupiter.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.port.ArtifactRegistry;
import io.lonejupiter.model.ArtifactSource;
import io.lonejupiter.model.ArtifactSpec;
import io.lonejupiter.model.SourceType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service over real HTTP; only the registry of objects is a fake. */
class ArtifactHttpTest {
  private static final String TOKEN = "secret";

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  @BeforeEach
  void listen() {
    var blobs = new BlobStore(folder);
    var bytes = new BlobHttp(blobs, new PeerBlobs(vertx, blobs, List::of, 100_000));
    var service =
        new ArtifactHttp(vertx, blobs, new MemoryRegistry(), ArtifactHttpTest::verdict, 100_000);
    server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(r -> assertThat(bytes.handle(r) || service.handle(r)).isTrue())
                .listen(0, "127.0.0.1"));
  }

  private static Uploads.Verdict verdict(String authorization, String namespace) {
    if (!("Bearer " + TOKEN).equals(authorization)) {
      return new Uploads.Verdict.Unknown();
    }
    return namespace.equals("closed")
        ? new Uploads.Verdict.Forbidden("not in closed")
        : new Uploads.Verdict.Allowed();
  }

  @Test
  void whoMayNotUploadThereIsToldWhy() throws Exception {
    var put = put("/artifacts/closed/shop/1.0.0", "bytes", TOKEN);
    assertThat(put.statusCode()).isEqualTo(403);
    assertThat(put.body()).contains("not in closed");
    assertThat(get("/artifacts").body()).doesNotContain("shop");
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void keepsWhatIsPutAndGivesItBackByItsDigest() throws Exception {
    var put = put("/artifacts/default/shop/1.0.0?branch=feature/x&commit=abc", "bytes", TOKEN);
    assertThat(put.statusCode()).isEqualTo(201);
    var said = new JsonObject(put.body());
    assertThat(said.getString("sha256")).isEqualTo(sha256("bytes"));
    assertThat(said.getString("branch")).isEqualTo("feature/x");
    assertThat(said.getString("format")).isEqualTo("executable");
    assertThat(get("/blobs/sha256/" + sha256("bytes")).body()).isEqualTo("bytes");
    assertThat(get("/artifacts/default/shop/1.0.0").body()).contains("abc");
    assertThat(get("/artifacts").body()).contains("shop");
  }

  @Test
  void theSameBytesAgainAreFineAndOthersAreRefused() throws Exception {
    put("/artifacts/default/shop/1.0.0", "bytes", TOKEN);
    assertThat(put("/artifacts/default/shop/1.0.0", "bytes", TOKEN).statusCode()).isEqualTo(200);
    var other = put("/artifacts/default/shop/1.0.0", "other", TOKEN);
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.body()).contains("immutable");
  }

  @Test
  void nobodyWritesWithoutTheToken() throws Exception {
    assertThat(put("/artifacts/default/shop/1.0.0", "bytes", "wrong").statusCode()).isEqualTo(401);
    assertThat(get("/blobs/sha256/" + sha256("bytes")).statusCode()).isEqualTo(404);
  }

  @Test
  void saysWhichPartOfThePathIsWrong() throws Exception {
    var answer = put("/artifacts/default/Shop/..1?format=rar", "bytes", TOKEN);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("app: 'Shop'", "version: '..1'", "format: 'rar'");
    assertThat(put("/artifacts/default/shop/1", "", TOKEN).statusCode()).isEqualTo(422);
  }

  @Test
  void refusesWhatIsTooLargeAndKeepsNothingOfIt() throws Exception {
    var answer = put("/artifacts/default/shop/1", "x".repeat(200_000), TOKEN);
    assertThat(answer.statusCode()).isEqualTo(413);
    try (var uploads = Files.list(folder.resolve("uploads"))) {
      assertThat(uploads.toList()).isEmpty();
    }
  }

  @Test
  void noPathLeadsOutOfTheBlobs() throws Exception {
    assertThat(get("/blobs/sha256/..%2F..%2Fetc%2Fpasswd").statusCode()).isEqualTo(404);
    assertThat(get("/blobs/uploads/x").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> put(String path, String body, String token) throws Exception {
    var request =
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", "Bearer " + token)
            .PUT(BodyPublishers.ofString(body));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.actualPort() + path);
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  /** Artifacts by namespace, app and version. */
  private static final class MemoryRegistry implements ArtifactRegistry {
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    @Override
    public Outcome register(Upload upload) {
      var source = new ArtifactSource(SourceType.STORED, null);
      var spec =
          new ArtifactSpec(
              upload.app(),
              upload.version(),
              upload.branch(),
              upload.commit(),
              source,
              upload.sha256(),
              upload.format());
      var name = upload.app() + "-" + upload.version();
      var entry = new Entry(upload.namespace(), name, spec, 1L);
      var before = entries.putIfAbsent(upload.namespace() + "/" + name, entry);
      if (before == null) {
        return new Outcome.Created(entry);
      }
      return before.spec().sha256().equals(upload.sha256())
          ? new Outcome.Unchanged(before)
          : new Outcome.Refused(409, "versions are immutable");
    }

    @Override
    public List<Entry> list(String namespace) {
      return List.copyOf(entries.values());
    }
  }
}
