package io.lonejupiter.apiserver;

import static io.lonejupiter.apiserver.TestServer.WIDGETS;
import static io.lonejupiter.apiserver.TestServer.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watchers that do not read, and answers that are large. */
class WatchLoadIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int OBJECT_BYTES = 150_000;

  @TempDir Path directory;
  private final MemoryStore store = new MemoryStore();
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(directory, store);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private void watchCounting(AtomicInteger events) {
    HttpRequest request = server.request(WIDGETS + "?watch=true").build();
    CompletableFuture<HttpResponse<Stream<String>>> response =
        server.client().sendAsync(request, BodyHandlers.ofLines());
    response.thenAcceptAsync(
        r -> r.body().forEach(line -> events.incrementAndGet()),
        task -> {
          Thread thread = new Thread(task, "watch-reader");
          thread.setDaemon(true);
          thread.start();
        });
  }

  /** Asks for a watch and never reads of it more than that it has begun. */
  private Socket watchWithoutReading(String headers) throws IOException {
    Socket socket = server.rawSocket();
    String request =
        "GET %s?watch=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s\r\n"
            .formatted(WIDGETS, server.token(), headers);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    return socket;
  }

  /** Told by writing, as reading would make a slow reader a good one. */
  private static boolean isCutOff(Socket socket, byte[] harmless) {
    try {
      socket.getOutputStream().write(harmless);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void cutsOffThoseWhoDoNotReadAndServesTheOthers() throws IOException {
    AtomicInteger events = new AtomicInteger();
    watchCounting(events);
    String upgrade =
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    try (Socket chunked = watchWithoutReading("");
        Socket socket = watchWithoutReading(upgrade)) {
      int writes = 200;
      server.post(
          WIDGETS, widget("w", "color: red, extra: {a: '" + "x".repeat(OBJECT_BYTES) + "'}"));
      for (int i = 1; i < writes; i++) {
        server.merge(WIDGETS + "/w", "{\"spec\":{\"replicas\":" + (i + 1) % 100 + "}}");
      }
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(events).hasValue(writes));
      byte[] emptyLine = {'\r', '\n'};
      byte[] pong = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};
      await().atMost(PATIENCE).until(() -> isCutOff(chunked, emptyLine));
      await().atMost(PATIENCE).until(() -> isCutOff(socket, pong));
    }
  }

  @Test
  void compressesWhatIsLargeForThoseWhoTakeIt() throws Exception {
    server.post(WIDGETS, widget("w", "color: red, extra: {a: '" + "x".repeat(200_000) + "'}"));
    HttpRequest.Builder request =
        server.request(WIDGETS).header("Accept-Encoding", "deflate, gzip");
    HttpResponse<byte[]> large = server.client().send(request.build(), BodyHandlers.ofByteArray());
    assertThat(large.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(large.body()).hasSizeLessThan(10_000);
    try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(large.body()))) {
      JsonNode list = Json.parse(plain.readAllBytes());
      assertThat(list.path("items")).hasSize(1);
    }
    HttpResponse<byte[]> small =
        server
            .client()
            .send(
                server.request("/version").header("Accept-Encoding", "gzip").build(),
                BodyHandlers.ofByteArray());
    assertThat(small.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void showsAllChunksOfAListAsItWasWhenItBegan() {
    List<String> names = new CopyOnWriteArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      server.createWidget(name);
    }
    String next = "";
    do {
      JsonNode chunk = server.get(WIDGETS + "?limit=1&continue=" + next).body();
      names.add(chunk.at("/items/0/metadata/name").asText());
      next = chunk.at("/metadata/continue").asText();
      server.delete(WIDGETS + "/d");
      server.createWidget("bb");
    } while (!next.isEmpty());
    assertThat(names).containsExactly("a", "b", "c", "d");
  }
}
