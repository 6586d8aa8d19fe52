package io.lonejupiter.kubernetes.prometheus;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.core.rollout.Reading;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last answers of Prometheus servers, by their HTTP API (GET /api/v1/query). Nobody waits for
 * one: who reads gets the last answer, and has the next one asked for.
 */
public final class PrometheusReadings {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** Of a query that nobody reads any more nothing is kept. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(5);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final ObjectMapper json = new ObjectMapper();
  private final Map<Query, Answers> answers = new ConcurrentHashMap<>();
  private final Clock clock;

  private record Query(String address, String text) {}

  /**
   * @param next under way; null: nothing is
   */
  private record Answers(Reading last, CompletableFuture<Reading> next, Instant readAt) {}

  public PrometheusReadings(Clock clock) {
    this.clock = clock;
  }

  /**
   * The last answer.
   *
   * @param address as {@code http://prometheus.example.org:9090}
   * @param query PromQL
   */
  public Reading read(String address, String query) {
    var now = clock.instant();
    answers.values().removeIf(a -> a.readAt().plus(FORGOTTEN).isBefore(now));
    return answers
        .compute(new Query(address, query), (key, known) -> asked(key, known, now))
        .last();
  }

  private Answers asked(Query query, Answers known, Instant now) {
    var last = known == null ? Reading.NONE : known.last();
    var next = known == null ? null : known.next();
    if (next != null && next.isDone()) {
      last = next.join();
      next = null;
    }
    if (next == null && !now.isBefore(last.askedAt().plus(FRESH))) {
      next = ask(query, now);
    }
    return new Answers(last, next, now);
  }

  private CompletableFuture<Reading> ask(Query query, Instant now) {
    try {
      var text = URLEncoder.encode(query.text(), StandardCharsets.UTF_8);
      var uri = URI.create(query.address().replaceAll("/+$", "") + "/api/v1/query?query=" + text);
      var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
      return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
          .thenApply(response -> reading(response.body(), response.statusCode(), now))
          .exceptionally(
              problem -> failed(problem.getCause() == null ? problem : problem.getCause(), now));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(failed(e, now));
    }
  }

  /** Prometheus writes what is no finite number as NaN, +Inf and -Inf. */
  private static double parse(String value) {
    return Double.parseDouble(value.replace("Inf", "Infinity"));
  }

  private static Reading failed(Throwable problem, Instant now) {
    return new Reading(null, problem.toString(), now);
  }

  /** One number, or why it is none. */
  private Reading reading(byte[] body, int status, Instant now) {
    try {
      var answer = json.readTree(body);
      if (!answer.path("status").asText().equals("success")) {
        return new Reading(null, "answered " + status + " " + answer.path("error").asText(), now);
      }
      var data = answer.path("data");
      var result = data.path("result");
      var scalar = data.path("resultType").asText().equals("scalar");
      if (!scalar && result.size() != 1) {
        return new Reading(
            null, "gives " + result.size() + " series, and has to give one number", now);
      }
      var value = parse((scalar ? result.path(1) : result.at("/0/value/1")).asText());
      return Double.isNaN(value) ? new Reading(null, "is NaN", now) : new Reading(value, null, now);
    } catch (IOException | NumberFormatException e) {
      return new Reading(null, "answered " + status + ", and no number: " + e.getMessage(), now);
    }
  }
}
