package io.lonejupiter.cli.example;

import io.lonejupiter.cli.CommandFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Gives an artifact to the artifact service, in one PUT. */
public final class ArtifactUpload {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();

  private final String server;
  private final String token;

  /**
   * @param server such as {@code http://127.0.0.1:8080}
   * @param token what uploads need
   */
  public ArtifactUpload(String server, String token) {
    this.server = server.replaceAll("/+$", "");
    this.token = token;
  }

  /**
   * What the service made of it.
   *
   * @param stored false: this version is there already with other bytes, and stays as it is
   * @param answer the service's own words
   */
  public record Result(boolean stored, String answer) {}

  /**
   * Uploads the bytes as this version.
   *
   * @throws CommandFailure the service cannot be reached or refuses
   */
  public Result put(ExampleArtifact artifact, BodyPublisher bytes) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + target(artifact)))
            .timeout(LIMIT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/octet-stream")
            .PUT(bytes)
            .build();
    HttpResponse<String> response = send(request);
    String answer = response.body() == null ? "" : response.body().strip();
    return switch (response.statusCode()) {
      case 200, 201 -> new Result(true, answer);
      case 409 -> new Result(false, answer);
      default ->
          throw new CommandFailure(
              "the server refused %s %s (%d): %s"
                  .formatted(artifact.app(), artifact.version(), response.statusCode(), answer));
    };
  }

  static String target(ExampleArtifact artifact) {
    var query = new StringBuilder();
    append(query, "branch", artifact.branch());
    append(query, "commit", artifact.commit());
    return "/artifacts/%s/%s/%s%s"
        .formatted(
            escaped(artifact.namespace()),
            escaped(artifact.app()),
            escaped(artifact.version()),
            query);
  }

  private static void append(StringBuilder query, String name, String value) {
    if (value != null && !value.isBlank()) {
      query.append(query.isEmpty() ? "?" : "&").append(name).append('=').append(escaped(value));
    }
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new CommandFailure(
          "nothing answers at " + server + ": is the server up? (./lonejupiter status)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var stopped = new InterruptedIOException("interrupted during an upload");
      stopped.initCause(e);
      throw new UncheckedIOException(stopped);
    } catch (IOException e) {
      throw new CommandFailure("the upload to " + server + " failed: " + e, e);
    }
  }
}
