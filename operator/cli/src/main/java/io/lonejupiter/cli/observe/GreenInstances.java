package io.lonejupiter.cli.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts the instances that Consul reports green. A status that was written before everything was
 * stopped still says Ready for a moment after the next start: Consul does not.
 */
final class GreenInstances {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(LIMIT)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();

  private final String consulUrl;
  private final String cluster;

  GreenInstances(String consulUrl, String cluster) {
    this.consulUrl = consulUrl;
    this.cluster = cluster;
  }

  /** Green instances by {@code namespace/map}, of the maps that run these apps. */
  Map<String, Integer> count(Set<String> apps) {
    Map<String, Integer> counts = new HashMap<>();
    for (String app : apps) {
      for (JsonNode entry : passing(app)) {
        JsonNode meta = entry.path("Service").path("Meta");
        if (meta.path("cluster").asText().equals(cluster)) {
          counts.merge(
              meta.path("namespace").asText() + "/" + meta.path("map").asText(), 1, Integer::sum);
        }
      }
    }
    return Map.copyOf(counts);
  }

  private JsonNode passing(String app) {
    var request =
        HttpRequest.newBuilder(URI.create(consulUrl + "/v1/health/service/" + app + "?passing"))
            .timeout(LIMIT)
            .build();
    try {
      var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IOException("Consul answers " + response.statusCode() + " to " + request.uri());
      }
      return json.readTree(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var stopped = new InterruptedIOException("interrupted while asking Consul");
      stopped.initCause(e);
      throw new UncheckedIOException(stopped);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
