package io.lonejupiter.kubernetes.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.lonejupiter.core.rollout.Reading;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Prometheus may answer; a real one is asked by RolloutsE2E. */
class PrometheusReadingsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private volatile String answer;
  private volatile String query;
  private Instant now = START;
  private PrometheusReadings readings;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/api/v1/query",
        exchange -> {
          query = exchange.getRequestURI().getQuery();
          asked.incrementAndGet();
          var body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.contains("error") ? 400 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    readings =
        new PrometheusReadings(
            new Clock() {
              @Override
              public ZoneOffset getZone() {
                return ZoneOffset.UTC;
              }

              @Override
              public Clock withZone(java.time.ZoneId zone) {
                return this;
              }

              @Override
              public Instant instant() {
                return now;
              }
            });
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vector | {\"value\":[1,\"0.25\"]} | 0.25 |",
        "vector | {\"value\":[1,\"+Inf\"]} | Infinity |",
        "vector | {\"value\":[1,\"NaN\"]} | | is NaN",
        "vector | '' | | gives 0 series",
        "vector | {\"value\":[1,\"1\"]},{\"value\":[1,\"2\"]} | | gives 2 series",
        "scalar | 1,\"7\" | 7.0 |",
        "matrix | {\"values\":[[1,\"1\"]]} | | and no number",
      })
  void oneNumberIsAReading(String type, String result, Double value, String problem) {
    answer =
        "{\"status\":\"success\",\"data\":{\"resultType\":\"%s\",\"result\":[%s]}}"
            .formatted(type, result);
    var reading = read("min(up)");
    assertThat(query).isEqualTo("query=min(up)");
    assertThat(reading.value()).isEqualTo(value);
    if (problem == null) {
      assertThat(reading.problem()).isNull();
    } else {
      assertThat(reading.problem()).contains(problem);
    }
  }

  @Test
  void whatIsWrongIsSaid() {
    answer = "{\"status\":\"error\",\"error\":\"parse error at char 4\"}";
    assertThat(read("min(").problem()).isEqualTo("answered 400 parse error at char 4");
    answer = "<html>";
    assertThat(read("up").problem()).contains("answered 200, and no number");
    server.stop(0);
    assertThat(read("down").problem()).contains("ConnectException");
  }

  @Test
  void itIsAskedAgainAfterASecondAndNotBefore() {
    answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"7\"]}}";
    assertThat(read("up").askedAt()).isEqualTo(START);
    readings.read(address(), "up");
    assertThat(asked).hasValue(1);
    now = START.plus(Duration.ofSeconds(1));
    await().until(() -> readings.read(address(), "up").askedAt().equals(now));
    assertThat(asked).hasValue(2);
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private Reading read(String text) {
    await().until(() -> readings.read(address(), text) != Reading.NONE);
    return readings.read(address(), text);
  }
}
