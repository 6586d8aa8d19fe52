package io.lonejupiter.agent.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.failure.StepFailedException;
import io.lonejupiter.model.ArtifactFormat;
import io.lonejupiter.model.ArtifactSource;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.SourceType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactFetcherTest {
  @TempDir Path folder;
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private BlobCache cache;
  private String sha256;

  @BeforeEach
  void serve() throws Exception {
    var content = "content".getBytes(StandardCharsets.UTF_8);
    sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          var found = exchange.getRequestURI().getPath().endsWith("/blobs/sha256/" + sha256);
          exchange.sendResponseHeaders(found ? 200 : 404, 0);
          try (var out = exchange.getResponseBody()) {
            out.write(found ? content : new byte[0]);
          }
        });
    server.start();
    cache = new BlobCache(folder);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private ResolvedArtifact artifact(SourceType type, String url) {
    return new ResolvedArtifact(
        "web", "1", null, sha256, ArtifactFormat.JAR, new ArtifactSource(type, url));
  }

  private ArtifactFetcher fetcher(long limit, URI... servers) {
    return new ArtifactFetcher(cache, () -> List.of(servers), limit);
  }

  private void assertFails(ArtifactFetcher fetcher, ResolvedArtifact artifact, Reason reason) {
    assertThatThrownBy(() -> fetcher.fetch(artifact, () -> false))
        .isInstanceOfSatisfying(
            StepFailedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    assertThat(cache.has(artifact.sha256())).isFalse();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void takesTheFirstServerThatHasIt() throws Exception {
    fetcher(100, url("/lacks"), url("")).fetch(artifact(SourceType.STORED, null), () -> false);
    assertThat(cache.file(sha256)).hasContent("content");
  }

  @Test
  void fetchesOneDigestOnceForMany() throws Exception {
    var fetcher = fetcher(100, url(""));
    var pool = Executors.newFixedThreadPool(8);
    try {
      for (var n = 0; n < 8; n++) {
        pool.submit(
            () -> {
              fetcher.fetch(artifact(SourceType.STORED, null), () -> false);
              return null;
            });
      }
    } finally {
      pool.shutdown();
    }
    assertThat(pool.awaitTermination(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    assertThat(requests).hasValue(1);
  }

  @Test
  void saysWhatIsWrong() {
    var stored = artifact(SourceType.STORED, null);
    assertFails(fetcher(100), stored, Reason.FETCH_FAILED);
    assertFails(fetcher(3, url("")), stored, Reason.FETCH_FAILED);
    assertFails(
        fetcher(100, url("/lacks")), artifact(SourceType.OCI, "x"), Reason.UNSUPPORTED_SOURCE);
    assertFails(fetcher(100), artifact(SourceType.HTTP, "file:///x"), Reason.UNSUPPORTED_SOURCE);
    assertFails(
        fetcher(100), artifact(SourceType.HTTP, url("/none") + ""), Reason.ARTIFACT_NOT_FOUND);
    assertFails(
        fetcher(100), artifact(SourceType.FILE, "file:///no/such"), Reason.ARTIFACT_NOT_FOUND);
    var path = url("/blobs/sha256/" + sha256).toString();
    sha256 = "0".repeat(64);
    assertFails(fetcher(100), artifact(SourceType.HTTP, path), Reason.ARTIFACT_NOT_FOUND);
  }

  @Test
  void dropsCachedBytesThatChanged() throws Exception {
    fetcher(100, url("")).fetch(artifact(SourceType.STORED, null), () -> false);
    Files.writeString(cache.file(sha256), "swapped");
    assertThatThrownBy(() -> cache.verify(sha256))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining(sha256);
    assertThat(cache.has(sha256)).isFalse();
  }

  @Test
  void collectsTheLongestUnusedButNothingInUse() throws IOException {
    for (var n = 1; n <= 4; n++) {
      var file = Files.write(folder.resolve("blob" + n), new byte[10]);
      Files.setLastModifiedTime(file, FileTime.fromMillis(n * 1000L));
    }
    cache.collect(Set.of("blob1"), 25);
    assertThat(folder)
        .isDirectoryNotContaining("glob:**blob2")
        .isDirectoryNotContaining("glob:**blob3");
    assertThat(cache.has("blob1")).isTrue();
    assertThat(cache.has("blob4")).isTrue();
  }
}
