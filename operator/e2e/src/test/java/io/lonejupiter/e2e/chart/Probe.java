package io.lonejupiter.e2e.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.e2e.harness.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/** A server's port, as a kubelet and a client of the artifact service see it. */
record Probe(URI url) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  static Probe of(int port) {
    return new Probe(URI.create("http://127.0.0.1:" + port));
  }

  boolean isReady() {
    return status("/readyz") == 200;
  }

  /** 0: nobody listens. */
  int status(String path) {
    try {
      return get(path).statusCode();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof ConnectException) {
        return 0;
      }
      throw e;
    }
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(url.resolve(path)).build());
  }

  HttpResponse<String> upload(String path, String token, byte[] body) {
    return send(
        HttpRequest.newBuilder(url.resolve(path))
            .header("Authorization", "Bearer " + token)
            .PUT(BodyPublishers.ofByteArray(body))
            .build());
  }

  /** What is answered to so many requests; Java's own client may not set Host, so curl does. */
  List<JsonNode> getMany(String host, String path, int requests) {
    var many = url.resolve(path) + "?[1-" + requests + "]";
    var said =
        Shell.run(Chart.home(), Map.of(), List.of("curl", "-sS", "-f", "-H", "Host: " + host, many))
            .orFail();
    return said.lines().map(Probe::json).toList();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
