package io.lonejupiter.tools;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Asks a Consul whether it can be worked with. Leaves no key behind.
 *
 * <ol>
 *   <li>There is a leader.
 *   <li>A write goes through (the deletion of a key that never is).
 *   <li>The node is in the catalog with its own check, so that sessions can be made.
 * </ol>
 */
public final class ConsulReadiness {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final String WRITE =
      "[{\"KV\":{\"Verb\":\"delete\",\"Key\":\"lonejupiter-readiness\"}}]";

  // HTTP/1.1 only: Consul would have to refuse an upgrade on each new connection.
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(LIMIT)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();

  private final String url;
  private final String nodeName;
  private final String token;

  public ConsulReadiness(ConsulSettings settings) {
    this.url = "http://" + settings.httpAddress();
    this.nodeName = settings.nodeName();
    this.token = settings.adminToken();
  }

  /** What is still lacking, as a phrase for a log; empty when it can be worked with. */
  public String lacking() throws InterruptedIOException {
    try {
      if (!body("/v1/status/leader").contains(":")) {
        return "no leader is elected";
      }
      HttpRequest write =
          request("/v1/txn").PUT(HttpRequest.BodyPublishers.ofString(WRITE)).build();
      if (send(write).statusCode() != 200) {
        return "no write goes through";
      }
      if (!body("/v1/health/node/" + nodeName).contains("serfHealth")) {
        return "the node is not in the catalog";
      }
      return "";
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      return "no answer from " + url + " (" + e + ")";
    }
  }

  private String body(String path) throws IOException {
    HttpResponse<String> response = send(request(path).GET().build());
    return response.statusCode() == 200 ? response.body() : "";
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT);
    return token.isEmpty() ? request : request.header("X-Consul-Token", token);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException stopped =
          new InterruptedIOException("interrupted while asking Consul");
      stopped.initCause(e);
      throw stopped;
    }
  }
}
