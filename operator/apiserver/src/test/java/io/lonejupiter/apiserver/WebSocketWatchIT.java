package io.lonejupiter.apiserver;

import static io.lonejupiter.apiserver.TestServer.WIDGETS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Watches over WebSocket, as the frames on the wire and as clients that others wrote use them. */
class WebSocketWatchIT {
  private static final ResourceDefinitionContext WIDGET =
      new ResourceDefinitionContext.Builder()
          .withGroup("example.com")
          .withVersion("v1alpha1")
          .withKind("Widget")
          .withPlural("widgets")
          .withNamespaced(true)
          .build();

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

  /** What came: whole messages, and how it ended. */
  private static final class Received implements WebSocket.Listener {
    final List<String> messages = new CopyOnWriteArrayList<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        messages.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }
  }

  private CompletableFuture<WebSocket> connect(String path, Received received, String protocol) {
    URI uri = URI.create(server.server.url().replace("https", "wss") + path);
    WebSocket.Builder builder =
        server.client().newWebSocketBuilder().header("Authorization", "Bearer " + server.token());
    if (!protocol.isEmpty()) {
      builder.subprotocols(protocol);
    }
    return builder.buildAsync(uri, received);
  }

  @Test
  void sendsOneEventATextMessageAndClosesNormallyWhenTimeIsOver() {
    server.createWidget("a");
    server.createWidget("b");
    Received received = new Received();
    connect(WIDGETS + "?watch=true&timeoutSeconds=1", received, "").join();
    assertThat(received.closed.join()).isEqualTo(1000);
    assertThat(received.messages).hasSize(2).allMatch(m -> m.endsWith("}\n"));
    assertThat(received.messages.get(0)).startsWith("{\"type\":\"ADDED\",\"object\":{");
  }

  @Test
  void sendsAnEventThatNeedsManyFrames() throws IOException {
    server.post(
        WIDGETS, TestServer.widget("big", "color: red, extra: {a: '" + "x".repeat(300_000) + "'}"));
    Received received = new Received();
    connect(WIDGETS + "?watch=true&timeoutSeconds=1", received, "").join();
    received.closed.join();
    assertThat(Json.parse(received.messages.get(0).getBytes()).at("/object/spec/extra/a").asText())
        .hasSize(300_000);
  }

  @Test
  void agreesToTheSubprotocolOfTheApiServer() {
    WebSocket socket =
        connect(WIDGETS + "?watch=true", new Received(), "base64.binary.k8s.io").join();
    assertThat(socket.getSubprotocol()).isEqualTo("base64.binary.k8s.io");
    socket.abort();
  }

  @Test
  void refusesAnUpgradeLikeAnyOtherRequest() {
    URI uri = URI.create(server.server.url().replace("https", "wss") + WIDGETS + "?watch=true");
    var refused = server.client().newWebSocketBuilder().buildAsync(uri, new Received());
    assertThat(refused)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(Exception.class)
        .havingCause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
    assertThat(server.get(WIDGETS).code()).isEqualTo(200);
  }

  static Stream<HttpClient.Factory> clients() {
    return Stream.of(new VertxHttpClientFactory(), new JdkHttpClientFactory());
  }

  @ParameterizedTest
  @MethodSource("clients")
  void keepsAnInformerOfAnotherClientUpToDateThroughARestart(HttpClient.Factory factory)
      throws IOException {
    server.createWidget("before");
    List<String> seen = new CopyOnWriteArrayList<>();
    Config config = Config.fromKubeconfig(Files.readString(directory.resolve("kubeconfig")));
    config.setWatchReconnectInterval(100);
    assertThat(config.isOnlyHttpWatches()).isFalse();
    try (KubernetesClient client =
            new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(factory)
                .build();
        SharedIndexInformer<GenericKubernetesResource> informer =
            client
                .genericKubernetesResources(WIDGET)
                .inNamespace("default")
                .inform(recording(seen))) {
      await().untilAsserted(() -> assertThat(seen).containsExactly("+before"));
      server.createWidget("a");
      server.merge(WIDGETS + "/a", "{\"spec\":{\"color\":\"blue\"}}");
      server.delete(WIDGETS + "/a");
      await().untilAsserted(() -> assertThat(seen).containsExactly("+before", "+a", "~a", "-a"));
      assertThat(informer.isWatching()).isTrue();
      restartWhereTheOldVersionsAreForgotten();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(seen).contains("+after", "-before"));
    }
  }

  /** The informer's version is older than anything the new server knows: 410, and it lists. */
  private void restartWhereTheOldVersionsAreForgotten() throws IOException {
    int port = server.server.port();
    server.close();
    try (TestServer meanwhile = new TestServer(directory, store)) {
      meanwhile.delete(WIDGETS + "/before");
      meanwhile.createWidget("after");
    }
    server = new TestServer(directory, store, port);
  }

  private static ResourceEventHandler<GenericKubernetesResource> recording(List<String> seen) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(GenericKubernetesResource object) {
        seen.add("+" + object.getMetadata().getName());
      }

      @Override
      public void onUpdate(GenericKubernetesResource old, GenericKubernetesResource object) {
        seen.add("~" + object.getMetadata().getName());
      }

      @Override
      public void onDelete(GenericKubernetesResource object, boolean unknown) {
        seen.add("-" + object.getMetadata().getName());
      }
    };
  }
}
