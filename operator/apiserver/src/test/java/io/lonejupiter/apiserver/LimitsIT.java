package io.lonejupiter.apiserver;

import static io.lonejupiter.apiserver.TestServer.WIDGETS;
import static io.lonejupiter.apiserver.TestServer.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.apiserver.access.Binding;
import io.lonejupiter.apiserver.access.Credential;
import io.lonejupiter.apiserver.audit.AuditSettings;
import io.lonejupiter.apiserver.limit.RequestLimits;
import io.lonejupiter.core.store.ObjectStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take too much, too long or too often, and that the others do not notice. */
@Timeout(60)
class LimitsIT {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final RequestLimits SMALL = limits(50, Duration.ofMillis(1500));
  private static final RequestLimits PATIENT = limits(500, Duration.ofSeconds(30));

  @TempDir Path directory;
  private TestAccess access;
  private ApiServer server;
  private PlainClient client;
  private String admin;

  private static RequestLimits limits(int connections, Duration patience) {
    return new RequestLimits(
        20, 10, 20, 10, 4, 2, connections, 100, 4096, 4096, patience, patience);
  }

  /** A store whose commits wait while it is held. */
  private static final class HeldStore implements ObjectStore {
    private final MemoryStore store = new MemoryStore();
    private final AtomicReference<CountDownLatch> held =
        new AtomicReference<>(new CountDownLatch(0));

    void hold() {
      held.set(new CountDownLatch(1));
    }

    void letGo() {
      held.get().countDown();
    }

    @Override
    public boolean isLeaseValid() {
      return store.isLeaseValid();
    }

    @Override
    public Snapshot load() {
      return store.load();
    }

    @Override
    public void commit(List<Change> changes, long highWater) {
      try {
        held.get().await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreUnavailableException("interrupted", e);
      }
      store.commit(changes, highWater);
    }

    @Override
    public int maxChanges() {
      return store.maxChanges();
    }

    @Override
    public int maxObjectBytes() {
      return store.maxObjectBytes();
    }
  }

  @BeforeEach
  void prepare() throws IOException {
    access = new TestAccess(directory);
    admin = access.secrets().adminToken();
  }

  private void start(RequestLimits limits, Duration certificateCheck, ObjectStore store)
      throws IOException {
    var standard = ApiServerSettings.onLoopback(directory, 0);
    server =
        ApiServer.start(
            new ApiServerSettings(
                standard.bindAddress(),
                0,
                "",
                standard.names(),
                directory,
                null,
                standard.maxBodyBytes(),
                standard.historySize(),
                limits,
                AuditSettings.in(directory),
                certificateCheck),
            store,
            access,
            TestServer.definitions(),
            null,
            request -> List.of(),
            () -> {});
    client = new PlainClient(directory);
  }

  private void start(RequestLimits limits) throws IOException {
    start(limits, Duration.ofHours(1), new MemoryStore());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private String user(String name, String role) {
    access.create(
        server.url(),
        name,
        Credential.Kind.TOKEN,
        new Binding(role, List.of()),
        Duration.ofHours(1));
    return access.token(name);
  }

  private static String map(String name) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"}}"
        .formatted(name);
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    return client.send("GET", server.url() + path, token, "");
  }

  private HttpResponse<InputStream> watch(String token) throws Exception {
    return client.client.send(
        PlainClient.request("GET", server.url() + MAPS + "?watch=true", token, ""),
        BodyHandlers.ofInputStream());
  }

  /** A connection that says what it is told, byte by byte. */
  private SSLSocket connect() throws IOException {
    SSLSocket socket =
        (SSLSocket)
            TestServer.trusting(directory)
                .getSocketFactory()
                .createSocket("127.0.0.1", server.port());
    socket.setSoTimeout(20_000);
    socket.startHandshake();
    return socket;
  }

  private static void say(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static String all(SSLSocket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aUserHasSoManyWatchesAndNoMore() throws Exception {
    start(SMALL);
    String ann = user("ann", "view");
    String bob = user("bob", "view");
    List<HttpResponse<InputStream>> open = new ArrayList<>(List.of(watch(ann), watch(ann)));
    HttpResponse<InputStream> third = watch(ann);
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.headers().firstValue("Retry-After")).contains("1");
    assertThat(third.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(new String(third.body().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("Too many requests, please try again later.\n");
    open.add(watch(bob));
    assertThat(open).allMatch(response -> response.statusCode() == 200);
    assertThat(get(MAPS, ann).statusCode()).isEqualTo(200);
    open.get(0).body().close();
    await().until(() -> watch(ann).statusCode() == 200);
    for (HttpResponse<InputStream> response : open) {
      response.body().close();
    }
  }

  @Test
  void aFloodOfOneUserIsRefusedAndTheOthersAreServed() throws Exception {
    var store = new HeldStore();
    start(PATIENT, Duration.ofHours(1), store);
    String flood = user("flood", "edit");
    String calm = user("calm", "edit");
    store.hold();
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      sent.add(client.later("POST", server.url() + MAPS, flood, map("flood-" + i)));
    }
    // All but the ten that may be in flight are refused while those wait for the store.
    await()
        .until(
            () ->
                sent.stream().filter(f -> f.isDone() && f.join().statusCode() == 429).count()
                    == 50);
    assertThat(get(MAPS, flood).statusCode()).isEqualTo(200);
    assertThat(get(MAPS, calm).statusCode()).isEqualTo(200);
    assertThat(get(MAPS, admin).statusCode()).isEqualTo(200);
    var byCalm = client.later("POST", server.url() + MAPS, calm, map("calm"));
    var byAdmin = client.later("POST", server.url() + MAPS, admin, map("admin"));
    store.letGo();
    assertThat(byCalm.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
    assertThat(byAdmin.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
    assertThat(sent.stream().filter(f -> f.join().statusCode() == 201).count()).isEqualTo(10);
  }

  @Test
  void manyReadersThatComeAndGoLeaveTheAdminServed() throws Exception {
    start(RequestLimits.STANDARD);
    for (int i = 0; i < 200; i++) {
      client.send("POST", server.url() + WIDGETS, admin, widget("w" + i, "color: red"));
    }
    String token = user("flood", "edit");
    List<CompletableFuture<HttpResponse<String>>> sent =
        IntStream.range(0, 600)
            .mapToObj(i -> client.later("GET", server.url() + MAPS + "?limit=500", token, ""))
            .toList();
    for (int i = 0; i < 20; i++) {
      assertThat(get(WIDGETS, admin).statusCode()).isEqualTo(200);
    }
    assertThat(sent).allMatch(f -> List.of(200, 429).contains(f.join().statusCode()));
    assertThat(get(MAPS, token).statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyThatComesTooSlowlyIsNotWaitedFor() throws Exception {
    start(SMALL);
    try (SSLSocket socket = connect()) {
      say(
          socket,
          "POST "
              + MAPS
              + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + admin
              + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"a\":");
      assertThat(all(socket))
          .startsWith("HTTP/1.1 504 ")
          .contains("Timeout: request did not complete within the allotted timeout");
    }
  }

  @Test
  void aConnectionWithoutARequestIsClosed() throws Exception {
    start(SMALL);
    try (SSLSocket silent = connect();
        SSLSocket slow = connect()) {
      say(slow, "GET /healthz HTTP/1.1\r\nHo");
      assertThat(all(silent)).isEmpty();
      assertThat(all(slow)).isEmpty();
    }
  }

  @Test
  void anOpenWatchKeepsItsConnectionThoughNothingHappens() throws Exception {
    start(SMALL);
    try (InputStream events = watch(admin).body()) {
      try (SSLSocket silent = connect()) {
        assertThat(all(silent)).isEmpty();
      }
      var made = client.send("POST", server.url() + MAPS, admin, map("late"));
      assertThat(made.statusCode()).isEqualTo(201);
      var lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8));
      assertThat(CompletableFuture.supplyAsync(() -> lines.lines().findFirst().orElse("")))
          .succeedsWithin(Duration.ofSeconds(10))
          .asString()
          .contains("late");
    }
  }

  @Test
  void connectionsBeyondTheLimitAreClosedAtOnce() throws Exception {
    start(SMALL);
    List<SSLSocket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        open.add(connect());
      }
      try (SSLSocket beyond = connect()) {
        assertThat(all(beyond)).isEmpty();
      }
    } finally {
      for (SSLSocket socket : open) {
        socket.close();
      }
    }
    await().until(() -> get(MAPS, admin).statusCode() == 200);
  }

  @Test
  void whatIsTooLargeOrTooDeepIsRefusedInWords() throws Exception {
    start(SMALL);
    int most = ApiServerSettings.DEFAULT_MAX_BODY_BYTES;
    var large = client.send("POST", server.url() + MAPS, admin, "x".repeat(most + 1));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body())
        .contains("\"Request entity too large: limit is 3145728\"", "RequestEntityTooLarge");
    for (String deep : List.of("[".repeat(20_000), "{\"a\":".repeat(20_000))) {
      assertThat(client.send("POST", server.url() + MAPS, admin, deep).statusCode()).isEqualTo(400);
    }
    assertThat(get(MAPS + "?labelSelector=" + "a".repeat(5000), admin).statusCode())
        .isBetween(400, 431);
    var headers = client.send("GET", server.url() + MAPS, admin, "", "X-Large", "a".repeat(2000));
    assertThat(headers.statusCode()).isEqualTo(200);
    assertThat(get(MAPS, admin).statusCode()).isEqualTo(200);
  }

  @Test
  void aYamlThatGrowsWhenReadIsRefused() throws Exception {
    start(SMALL);
    StringBuilder bomb = new StringBuilder("kind: ConfigMap\nmetadata: {name: x}\n");
    bomb.append("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 9; i++) {
      String eight = ("*a" + (i - 1) + ",").repeat(8);
      bomb.append("a%d: &a%d [%s*a%d]%n".formatted(i, i, eight, i - 1));
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + MAPS))
            .header("Authorization", "Bearer " + admin)
            .header("Content-Type", "application/yaml")
            .POST(BodyPublishers.ofString(bomb.toString()))
            .build();
    var answer = client.client.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("document contains excessive aliasing");
  }

  @Test
  void aCertificateThatNearsItsEndIsReplacedWhileTheServerRuns() throws Exception {
    start(SMALL, Duration.ofMillis(100), new MemoryStore());
    String before = serial();
    assertThat(serial()).isEqualTo(before);
    // As it is when it nears its end: no good any more.
    Files.writeString(directory.resolve("server.crt"), "worn out");
    await().until(() -> !serial().equals(before));
    assertThat(get(MAPS, admin).statusCode()).isEqualTo(200);
  }

  private String serial() throws IOException {
    try (SSLSocket socket = connect()) {
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSerialNumber()
          .toString();
    }
  }
}
