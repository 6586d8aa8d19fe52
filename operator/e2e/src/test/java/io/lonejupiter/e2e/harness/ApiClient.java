package io.lonejupiter.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A plain HTTP client for a Kubernetes API, as its kubeconfig says. */
public final class ApiClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path kubeconfig;
  private final String url;
  private final String token;
  private final byte[] ca;
  private final HttpClient http;
  private Duration patience = Duration.ofSeconds(60);

  public ApiClient(Path kubeconfig) {
    this.kubeconfig = kubeconfig;
    try {
      JsonNode config = new YAMLMapper().readTree(kubeconfig.toFile());
      JsonNode cluster = config.at("/clusters/0/cluster");
      this.url = cluster.path("server").asText();
      this.token = config.at("/users/0/user/token").asText();
      this.ca = Base64.getDecoder().decode(cluster.path("certificate-authority-data").asText());
      this.http =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(Duration.ofSeconds(5))
              .sslContext(trusting(ca))
              .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLContext trusting(byte[] ca) throws IOException {
    try {
      var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      var factory = CertificateFactory.getInstance("X.509");
      trusted.setCertificateEntry("ca", factory.generateCertificate(new ByteArrayInputStream(ca)));
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** The same for requests that are not to wait so long. */
  public ApiClient withPatience(Duration patience) {
    var other = new ApiClient(kubeconfig);
    other.patience = patience;
    return other;
  }

  public String url() {
    return url;
  }

  /** The bearer token of the kubeconfig. */
  public String token() {
    return token;
  }

  /** The certificate of the authority that the server's is from, as PEM. */
  public byte[] ca() {
    return ca.clone();
  }

  public HttpClient http() {
    return http;
  }

  /** A request on a path of the server of the kubeconfig. */
  public HttpRequest.Builder request(String path) {
    return request(url, path);
  }

  /** A request on a path of another server of the same cluster. */
  public HttpRequest.Builder request(String server, String path) {
    return HttpRequest.newBuilder(URI.create(server + path))
        .header("Authorization", "Bearer " + token);
  }

  /** Sends a body, or none if it is empty. */
  public HttpResponse<byte[]> send(String method, String path, String contentType, String body)
      throws IOException, InterruptedException {
    return send(request(path), method, contentType, body);
  }

  /** Sends a body, or none if it is empty. */
  public HttpResponse<byte[]> send(
      HttpRequest.Builder request, String method, String contentType, String body)
      throws IOException, InterruptedException {
    if (!body.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    var content = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    return http.send(
        request.timeout(patience).method(method, content).build(), BodyHandlers.ofByteArray());
  }

  public static JsonNode json(HttpResponse<byte[]> response) throws IOException {
    return JSON.readTree(response.body());
  }
}
