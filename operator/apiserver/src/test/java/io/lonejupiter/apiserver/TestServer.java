package io.lonejupiter.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.security.AccessFiles;
import io.lonejupiter.apiserver.status.FieldError;
import java.io.IOException;
import java.io.InputStream;
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
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A server over a memory store, with a plain HTTP client that trusts it. */
final class TestServer implements AutoCloseable {
  static final String WIDGETS = "/apis/example.com/v1alpha1/namespaces/default/widgets";

  final MemoryStore store;
  final AtomicInteger leadLost = new AtomicInteger();
  final ApiServer server;
  final Kubectl kubectl;
  final Path directory;
  private final HttpClient client;
  private final String token;

  TestServer(Path directory, MemoryStore store) throws IOException {
    this(directory, store, null, 0);
  }

  TestServer(Path directory, MemoryStore store, int port) throws IOException {
    this(directory, store, null, port);
  }

  /**
   * @param pods null for none
   */
  TestServer(Path directory, MemoryStore store, PodSource pods) throws IOException {
    this(directory, store, pods, 0);
  }

  private TestServer(Path directory, MemoryStore store, PodSource pods, int port)
      throws IOException {
    this.store = store;
    this.directory = directory;
    this.server =
        ApiServer.start(
            ApiServerSettings.onLoopback(directory, port),
            store,
            new AccessFiles(directory).onlyAdmin(Instant.now()),
            definitions(),
            pods,
            TestServer::noForbiddenTitle,
            leadLost::incrementAndGet);
    this.kubectl = new Kubectl(directory.resolve("kubeconfig"), directory);
    this.token = Files.readString(directory.resolve("token")).strip();
    this.client = HttpClient.newBuilder().sslContext(trusting(directory)).build();
  }

  static List<JsonNode> definitions() throws IOException {
    try (InputStream in = TestServer.class.getResourceAsStream("/widgets.yaml")) {
      return Json.readYamlDocuments(in);
    }
  }

  private static List<FieldError> noForbiddenTitle(Admission.Request request) {
    JsonNode title = request.after().at("/spec/title");
    return title.asText().equals("evil")
        ? List.of(FieldError.invalid("spec.title", title, "must not be evil"))
        : List.of();
  }

  static SSLContext trusting(Path directory) throws IOException {
    try (InputStream in = Files.newInputStream(directory.resolve("ca.crt"))) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** An answer with its body as JSON. */
  record Answer(int code, JsonNode body, List<String> warnings) {
    String message() {
      return body.path("message").asText();
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .header("Authorization", "Bearer " + token);
  }

  Answer send(String method, String path, String contentType, String body) {
    return send(
        request(path)
            .header("Content-Type", contentType)
            .method(method, BodyPublishers.ofString(body))
            .build());
  }

  Answer send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      return new Answer(
          response.statusCode(),
          Json.parse(response.body()),
          response.headers().allValues("Warning"));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  Answer get(String path) {
    return send(request(path).build());
  }

  Answer post(String path, String body) {
    return send("POST", path, "application/json", body);
  }

  Answer merge(String path, String body) {
    return send("PATCH", path, "application/merge-patch+json", body);
  }

  Answer apply(String path, String body) {
    return send("PATCH", path, "application/apply-patch+yaml", body);
  }

  Answer delete(String path) {
    return send("DELETE", path, "application/json", "");
  }

  Answer createWidget(String name) {
    return post(WIDGETS, widget(name, "color: red"));
  }

  /** A widget as JSON, its spec in YAML flow style. */
  static String widget(String name, String spec) {
    String yaml =
        "{apiVersion: example.com/v1alpha1, kind: Widget, metadata: {name: "
            + name
            + "}, spec: {"
            + spec
            + "}}";
    return yaml(yaml).toString();
  }

  static JsonNode yaml(String text) {
    try {
      return Json.parseYaml(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A connection on which nothing was said yet. */
  SSLSocket socket() throws IOException {
    return (SSLSocket)
        client.sslContext().getSocketFactory().createSocket("127.0.0.1", server.port());
  }

  /** A connection on which nobody reads. */
  Socket rawSocket() throws IOException {
    SSLSocket socket = socket();
    socket.setReceiveBufferSize(4_096);
    socket.startHandshake();
    return socket;
  }

  String token() {
    return token;
  }

  HttpClient client() {
    return client;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
