package io.lonejupiter.apiserver;

import static io.lonejupiter.apiserver.TestServer.WIDGETS;
import static io.lonejupiter.apiserver.TestServer.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.core.store.ObjectStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What controllers and plain HTTP clients meet, and what happens when the store fails. */
class ApiHttpIT {
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

  private List<JsonNode> watch(String query) {
    List<JsonNode> events = new CopyOnWriteArrayList<>();
    HttpRequest request = server.request(WIDGETS + "?watch=true&" + query).build();
    CompletableFuture<HttpResponse<Stream<String>>> response =
        server.client().sendAsync(request, BodyHandlers.ofLines());
    response.thenAcceptAsync(
        r -> r.body().forEach(line -> events.add(TestServer.yaml(line))),
        task -> {
          Thread thread = new Thread(task, "watch-reader");
          thread.setDaemon(true);
          thread.start();
        });
    return events;
  }

  @Test
  void answersNothingWhileAnotherMayLead() throws Exception {
    server.createWidget("kept");
    HttpRequest watch = server.request(WIDGETS + "?watch=true&resourceVersion=0").build();
    HttpResponse<Stream<String>> stream = server.client().send(watch, BodyHandlers.ofLines());
    store.leaseIsValid(false);
    TestServer.Answer refused = server.send(server.request(WIDGETS + "/kept").build());
    assertThat(refused.code()).isEqualTo(503);
    assertThat(refused.body().path("message").asText()).contains("may no longer lead");
    assertThat(refused.body().at("/details/retryAfterSeconds").asInt()).isEqualTo(1);
    HttpRequest alive = HttpRequest.newBuilder(URI.create(server.server.url() + "/livez")).build();
    assertThat(server.client().send(alive, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    // A watch ends, since it would be silent for good.
    assertThat(CompletableFuture.supplyAsync(() -> broken(stream)))
        .succeedsWithin(10, TimeUnit.SECONDS);
    store.leaseIsValid(true);
    assertThat(server.send(server.request(WIDGETS + "/kept").build()).code()).isEqualTo(200);
  }

  /** Reads to the end, however it comes. */
  private static boolean broken(HttpResponse<Stream<String>> stream) {
    try {
      stream.body().forEach(line -> {});
      return true;
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  private static List<String> types(List<JsonNode> events) {
    return events.stream()
        .map(e -> e.path("type").asText() + " " + e.at("/object/metadata/name").asText())
        .toList();
  }

  @Test
  void refusesRequestsWithoutTheTokenButTellsItsHealth() throws Exception {
    HttpRequest bare = HttpRequest.newBuilder(URI.create(server.server.url() + WIDGETS)).build();
    assertThat(server.send(bare).code()).isEqualTo(401);
    assertThat(server.send(bare).body().path("reason").asText()).isEqualTo("Unauthorized");
    for (String path : List.of("/healthz", "/readyz", "/livez", "/version")) {
      HttpRequest open = HttpRequest.newBuilder(URI.create(server.server.url() + path)).build();
      assertThat(server.client().send(open, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void keepsItsSecretsToItselfAndReusesThem() throws IOException {
    for (String file : List.of("ca.key", "server.key", "token", "kubeconfig")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file))))
          .isEqualTo("rw-------");
    }
    String ca = Files.readString(directory.resolve("ca.crt"));
    String certificate = Files.readString(directory.resolve("server.crt"));
    server.close();
    server = new TestServer(directory, store);
    assertThat(Files.readString(directory.resolve("ca.crt"))).isEqualTo(ca);
    assertThat(Files.readString(directory.resolve("server.crt"))).isEqualTo(certificate);
  }

  @Test
  void continuesVersionsAndObjectsAfterARestart() throws IOException {
    long before = server.createWidget("w1").body().at("/metadata/resourceVersion").asLong();
    server.delete(WIDGETS + "/w1");
    server.createWidget("w2");
    server.close();
    server = new TestServer(directory, store);
    assertThat(server.get(WIDGETS + "/w2").code()).isEqualTo(200);
    long after = server.createWidget("w3").body().at("/metadata/resourceVersion").asLong();
    assertThat(after).isEqualTo(before + 3);
  }

  @Test
  void watchesFromAVersionWithSelectors() {
    long version = server.createWidget("old").body().at("/metadata/resourceVersion").asLong();
    List<JsonNode> all = watch("resourceVersion=" + version);
    List<JsonNode> blue = watch("resourceVersion=" + version + "&fieldSelector=spec.color%3Dblue");
    server.createWidget("new");
    server.merge(WIDGETS + "/new", "{\"spec\":{\"color\":\"blue\"}}");
    server.merge(WIDGETS + "/new", "{\"spec\":{\"color\":\"red\"}}");
    server.delete(WIDGETS + "/new");
    await()
        .untilAsserted(
            () ->
                assertThat(types(all))
                    .containsExactly("ADDED new", "MODIFIED new", "MODIFIED new", "DELETED new"));
    await()
        .untilAsserted(() -> assertThat(types(blue)).containsExactly("ADDED new", "DELETED new"));
    JsonNode gone = all.get(3).path("object").path("metadata").path("resourceVersion");
    assertThat(gone.asLong()).isEqualTo(version + 4);
  }

  @Test
  void beginsAWatchWithTheObjectsAndEndsItWithABookmark() {
    server.createWidget("a");
    server.createWidget("b");
    List<JsonNode> events = watch("resourceVersion=0&allowWatchBookmarks=true&timeoutSeconds=3");
    await()
        .untilAsserted(
            () ->
                assertThat(types(events))
                    .containsExactly("ADDED a", "ADDED b", "BOOKMARK ", "BOOKMARK "));
  }

  @Test
  void saysGoneForAVersionItNoLongerKnows() throws IOException {
    server.createWidget("a");
    server.close();
    server = new TestServer(directory, store);
    List<JsonNode> events = watch("resourceVersion=1");
    await().until(() -> !events.isEmpty());
    assertThat(events.get(0).path("type").asText()).isEqualTo("ERROR");
    assertThat(events.get(0).at("/object/code").asInt()).isEqualTo(410);
    assertThat(events.get(0).at("/object/reason").asText()).isEqualTo("Expired");
  }

  @Test
  void listsInChunks() {
    IntStream.range(0, 5).forEach(i -> server.createWidget("w" + i));
    JsonNode first = server.get(WIDGETS + "?limit=2").body();
    assertThat(first.path("items")).hasSize(2);
    assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(3);
    String next = first.at("/metadata/continue").asText();
    JsonNode second = server.get(WIDGETS + "?limit=2&continue=" + next).body();
    assertThat(second.at("/items/0/metadata/name").asText()).isEqualTo("w2");
    next = second.at("/metadata/continue").asText();
    JsonNode last = server.get(WIDGETS + "?limit=2&continue=" + next).body();
    assertThat(last.path("items")).hasSize(1);
    assertThat(last.at("/metadata/continue").asText()).isEmpty();
  }

  @Test
  void groupsConcurrentWritesAndLosesNone() {
    List<CompletableFuture<HttpResponse<String>>> writes =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    server
                        .client()
                        .sendAsync(
                            server
                                .request(WIDGETS)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(widget("w" + i, "color: red")))
                                .build(),
                            BodyHandlers.ofString()))
            .toList();
    writes.forEach(write -> assertThat(write.join().statusCode()).isEqualTo(201));
    JsonNode items = server.get(WIDGETS).body().path("items");
    assertThat(items).hasSize(200);
    assertThat(items.findValuesAsText("resourceVersion")).doesNotHaveDuplicates();
    assertThat(store.load().objects().stream().filter(o -> o.key().contains("/widgets/")))
        .hasSize(200);
  }

  @Test
  void locksOptimistically() {
    JsonNode widget = server.createWidget("w").body();
    String version = widget.at("/metadata/resourceVersion").asText();
    String patch =
        "[{\"op\":\"add\",\"path\":\"/metadata/resourceVersion\",\"value\":\"%s\"},"
            + "{\"op\":\"replace\",\"path\":\"/spec/color\",\"value\":\"blue\"}]";
    String type = "application/json-patch+json";
    assertThat(server.send("PATCH", WIDGETS + "/w", type, patch.formatted(version)).code())
        .isEqualTo(200);
    var stale = server.send("PATCH", WIDGETS + "/w", type, patch.formatted(version));
    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.message()).contains("the object has been modified");
    assertThat(server.createWidget("w").code()).isEqualTo(409);
  }

  @Test
  void keepsTheVersionOfAWriteThatChangesNothing() {
    String version = server.createWidget("w").body().at("/metadata/resourceVersion").asText();
    var same = server.merge(WIDGETS + "/w", "{\"spec\":{\"color\":\"red\"}}");
    assertThat(same.body().at("/metadata/resourceVersion").asText()).isEqualTo(version);
  }

  @Test
  void asksTheAdmissionAfterTheSchema() {
    var refused = server.post(WIDGETS, widget("w", "color: red, title: evil"));
    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.message())
        .isEqualTo(
            "Widget.example.com \"w\" is invalid: spec.title: Invalid value: \"evil\": must not be"
                + " evil");
    assertThat(refused.body().at("/details/causes/0/field").asText()).isEqualTo("spec.title");
  }

  @Test
  void collectsDependentsOfADeletedOwner() {
    String uid = server.createWidget("owner").body().at("/metadata/uid").asText();
    String child =
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","ownerReferences":[
         {"apiVersion":"example.com/v1alpha1","kind":"Widget","name":"owner","uid":"%s"}]}}
        """;
    String maps = "/api/v1/namespaces/default/configmaps";
    server.post(maps, child.formatted("child", uid));
    server.post(maps, child.formatted("stray", "gone-long-ago"));
    await().until(() -> server.get(maps + "/stray").code() == 404);
    assertThat(server.get(maps + "/child").code()).isEqualTo(200);
    server.delete(WIDGETS + "/owner");
    await().until(() -> server.get(maps + "/child").code() == 404);
  }

  @Test
  void leavesOrphansWhenAskedTo() {
    String uid = server.createWidget("owner").body().at("/metadata/uid").asText();
    String maps = "/api/v1/namespaces/default/configmaps";
    server.post(
        maps,
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"child","ownerReferences":[
         {"apiVersion":"example.com/v1alpha1","kind":"Widget","name":"owner","uid":"%s"}]}}
        """
            .formatted(uid));
    server.delete(WIDGETS + "/owner?propagationPolicy=Orphan");
    await().until(() -> server.get(WIDGETS + "/owner").code() == 404);
    assertThat(server.get(maps + "/child").body().path("metadata").has("ownerReferences"))
        .isFalse();
  }

  @Test
  void saysWhatIsNotKnownWhileTheStoreIsAwayAndThenMakesItKnown() {
    server.createWidget("w");
    store.failWith(new ObjectStore.StoreUnavailableException("no answer", null));
    var unknown = server.merge(WIDGETS + "/w", "{\"spec\":{\"color\":\"blue\"}}");
    assertThat(unknown.code()).isEqualTo(504);
    assertThat(unknown.message()).contains("not yet known whether", "no answer");
    var refused = server.merge(WIDGETS + "/w", "{\"spec\":{\"color\":\"green\"}}");
    assertThat(refused.code()).isEqualTo(503);
    assertThat(refused.message()).contains("nothing was changed", "no answer");
    assertThat(server.get(WIDGETS + "/w").body().at("/spec/color").asText()).isEqualTo("red");
    store.failWith(null);
    await()
        .until(() -> server.get(WIDGETS + "/w").body().at("/spec/color").asText().equals("blue"));
    await()
        .until(() -> server.merge(WIDGETS + "/w", "{\"spec\":{\"color\":\"red\"}}").code() == 200);
    assertThat(server.leadLost).hasValue(0);
  }

  @Test
  void refusesWritesForGoodOnceTheLeadIsLost() {
    store.failWith(new ObjectStore.NotLeaderException("another leads"));
    assertThat(server.createWidget("w").code()).isEqualTo(503);
    store.failWith(null);
    assertThat(server.createWidget("w").code()).isEqualTo(503);
    assertThat(server.leadLost).hasValue(1);
  }

  @Test
  void refusesWhatIsTooLarge() {
    store.limit(2_000);
    var object =
        server.post(WIDGETS, widget("w", "color: red, extra: {a: '" + "x".repeat(3_000) + "'}"));
    assertThat(object.code()).isEqualTo(413);
    assertThat(object.message()).contains("the store takes at most 2000 bytes");
    var body = server.post(WIDGETS, "x".repeat(ApiServerSettings.DEFAULT_MAX_BODY_BYTES + 1));
    assertThat(body.code()).isEqualTo(413);
    var deep = server.post(WIDGETS, "{\"a\":".repeat(300) + "1" + "}".repeat(300));
    assertThat(deep.code()).isEqualTo(400);
  }

  @Test
  void servesOneEventInBothGroups() {
    server.post(
        "/api/v1/namespaces/default/events",
        """
        {"apiVersion":"v1","kind":"Event","metadata":{"name":"e"},"message":"m","count":2,
         "involvedObject":{"kind":"Widget","name":"w"},"source":{"component":"c"}}
        """);
    JsonNode event = server.get("/apis/events.k8s.io/v1/namespaces/default/events/e").body();
    assertThat(event.path("note").asText()).isEqualTo("m");
    assertThat(event.at("/regarding/name").asText()).isEqualTo("w");
    assertThat(event.path("deprecatedCount").asInt()).isEqualTo(2);
    assertThat(
            server.get("/api/v1/events?fieldSelector=involvedObject.name%3Dw").body().path("items"))
        .hasSize(1);
  }

  @Test
  void answersWhatClientsAskAboutThemselves() {
    var rules =
        server.post(
            "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
            "{\"spec\":{\"namespace\":\"default\"}}");
    assertThat(rules.code()).isEqualTo(201);
    assertThat(rules.body().at("/status/resourceRules/0/verbs/0").asText()).isEqualTo("*");
  }

  @Test
  void emptiesANamespaceOnlyOnceItsFinalizersAreDone() {
    server.post(
        "/api/v1/namespaces",
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"n1\"}}");
    String widgets = "/apis/example.com/v1alpha1/namespaces/n1/widgets";
    server.post(widgets, widget("free", "color: red"));
    server.post(widgets, widget("held", "color: red"));
    server.merge(widgets + "/held", "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}");
    server.delete("/api/v1/namespaces/n1");
    await().until(() -> server.get(widgets + "/free").code() == 404);
    await()
        .until(
            () -> server.get(widgets + "/held").body().path("metadata").has("deletionTimestamp"));
    assertThat(server.get("/api/v1/namespaces/n1").body().at("/status/phase").asText())
        .isEqualTo("Terminating");
    assertThat(server.post(widgets, widget("late", "color: red")).code()).isEqualTo(403);
    server.merge(widgets + "/held", "{\"metadata\":{\"finalizers\":null}}");
    await().until(() -> server.get("/api/v1/namespaces/n1").code() == 404);
  }

  @Test
  void deletesADefinitionAfterItsObjects() throws Exception {
    String path = DEFINITIONS + "/widgets.example.com";
    server.createWidget("free");
    server.createWidget("held");
    server.merge(WIDGETS + "/held", "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}");
    assertThat(server.delete(path).code()).isEqualTo(200);
    await().until(() -> server.get(WIDGETS + "/free").code() == 404);
    assertThat(server.createWidget("late").message())
        .endsWith("create not allowed while custom resource definition is terminating");
    assertThat(server.get(path).body().at("/metadata/deletionTimestamp").asText()).isNotEmpty();
    server.merge(WIDGETS + "/held", "{\"metadata\":{\"finalizers\":null}}");
    await().until(() -> server.get(path).code() == 404);
    HttpRequest gone = server.request(WIDGETS).build();
    assertThat(server.client().send(gone, BodyHandlers.discarding()).statusCode()).isEqualTo(404);
  }

  @Test
  void servesADefinitionAsSoonAsItsWriteIsAnswered() {
    String gadgets = "/apis/lab.test/v1/namespaces/default/gadgets";
    assertThat(server.post(DEFINITIONS, gadget("v1")).code()).isEqualTo(201);
    assertThat(server.get(gadgets).body().path("kind").asText()).isEqualTo("GadgetList");
    assertThat(server.get(DEFINITIONS + "/gadgets.lab.test").body().at("/status/conditions"))
        .extracting(c -> c.path("type").asText() + "=" + c.path("status").asText())
        .containsExactly("NamesAccepted=True", "Established=True");
  }

  @Test
  void keepsDefinitionsOverARestart(@TempDir Path other) throws IOException {
    server.post(DEFINITIONS, gadget("v1"));
    server.merge(
        DEFINITIONS + "/widgets.example.com", "{\"metadata\":{\"labels\":{\"mine\":\"yes\"}}}");
    server.close();
    server = new TestServer(other, store);
    assertThat(server.get("/apis/lab.test/v1/gadgets").code()).isEqualTo(200);
    var widgets = server.get(DEFINITIONS + "/widgets.example.com").body();
    assertThat(widgets.at("/metadata/labels/mine").asText()).isEqualTo("yes");
    assertThat(widgets.at("/metadata/generation").asInt()).isEqualTo(1);
  }

  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private static String gadget(String version) {
    return TestServer.yaml(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gadgets.lab.test}
            spec:
              group: lab.test
              scope: Namespaced
              names: {plural: gadgets, kind: Gadget}
              versions:
                - name: %s
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object}}
            """
                .formatted(version))
        .toString();
  }

  @Test
  void speaksPlainHttpOneAsWell() throws Exception {
    HttpRequest request = server.request(WIDGETS).version(HttpClient.Version.HTTP_1_1).build();
    assertThat(server.client().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Test
  void agreesOnTheVersionOfTlsThatTheClientHas() throws IOException {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      try (SSLSocket socket = server.socket()) {
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      }
    }
  }

  @Test
  void answersMalformedPathsAndHeadRequests() {
    for (String version : List.of("HTTP_1_1", "HTTP_2")) {
      HttpClient client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.valueOf(version))
              .sslContext(server.client().sslContext())
              .build();
      assertThat(head(client, "/healthz")).isEqualTo(200);
      assertThat(head(client, "/version")).isEqualTo(200);
      assertThat(head(client, WIDGETS)).isEqualTo(200);
      assertThat(head(client, "/api/v1/configmaps")).isEqualTo(405);
    }
    assertThat(raw("GET /api/%zz HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(raw("GET /healthz?x=%zz HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 200");
  }

  private int head(HttpClient client, String path) {
    var request = server.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.discarding())
        .orTimeout(10, TimeUnit.SECONDS)
        .join()
        .statusCode();
  }

  /** The first line of the answer to a request that no client library would send. */
  private String raw(String request) {
    try (Socket socket = server.socket()) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
