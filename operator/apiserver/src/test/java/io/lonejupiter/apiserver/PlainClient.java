package io.lonejupiter.apiserver;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A plain HTTP client that trusts the server of a directory. */
final class PlainClient implements AutoCloseable {
  final HttpClient client;

  PlainClient(Path directory) throws IOException {
    this.client = HttpClient.newBuilder().sslContext(TestServer.trusting(directory)).build();
  }

  static HttpRequest request(
      String method, String url, String token, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    return headers.length == 0 ? request.build() : request.headers(headers).build();
  }

  HttpResponse<String> send(String method, String url, String token, String body, String... headers)
      throws IOException, InterruptedException {
    return client.send(request(method, url, token, body, headers), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> later(
      String method, String url, String token, String body) {
    return client.sendAsync(request(method, url, token, body), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    // The client ends its connections when it is no longer used.
  }
}
