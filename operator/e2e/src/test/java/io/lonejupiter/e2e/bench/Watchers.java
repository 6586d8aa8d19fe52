package io.lonejupiter.e2e.bench;

import static org.awaitility.Awaitility.await;

import io.lonejupiter.e2e.harness.ApiClient;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Many watches, each over a connection of its own, read by one thread so that the client takes as
 * little of the two cores as it can. What is measured is the time from what stands in {@code
 * spec.stamp} of a changed object until its line is there.
 */
final class Watchers implements AutoCloseable {
  private static final byte[] CHANGE = "{\"type\":\"MODIFIED\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] STAMP = "\"stamp\":\"t".getBytes(StandardCharsets.UTF_8);

  /** More handshakes at a time than two cores can do within the client's patience would fail. */
  private static final int OPENED_AT_ONCE = 20;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final ConcurrentLinkedQueue<Double> latencies = new ConcurrentLinkedQueue<>();
  private final AtomicInteger seen = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** Opens so many watches on the path and returns when each has had its first line. */
  Watchers(ApiClient api, String path, int count) {
    HttpClient http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setSslEngineOptions(
                    OpenSSLEngineOptions.isAvailable()
                        ? new OpenSSLEngineOptions()
                        : new JdkSSLEngineOptions())
                .setVerifyHost(false)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(api.ca()))),
            new PoolOptions().setHttp1MaxSize(count));
    for (int opened = 0; opened < count; ) {
      for (int i = 0; i < OPENED_AT_ONCE && opened < count; i++, opened++) {
        http.request(
                new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setAbsoluteURI(api.url() + path)
                    .putHeader("Authorization", "Bearer " + api.token()))
            .compose(HttpClientRequest::send)
            .onSuccess(
                response -> {
                  if (response.statusCode() != 200) {
                    failure.set(new IllegalStateException("answered " + response.statusCode()));
                  }
                  answered.incrementAndGet();
                  response.exceptionHandler(failure::set);
                  response.endHandler(
                      ignored -> failure.set(new IllegalStateException("a watch ended")));
                  response.handler(lines());
                })
            .onFailure(failure::set);
      }
      int expected = opened;
      try {
        await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(5))
            .until(() -> started.get() >= expected || failure.get() != null);
      } catch (ConditionTimeoutException e) {
        throw new IllegalStateException(
            "of %d watches of %s %d were answered and %d had a first line"
                .formatted(expected, api.url(), answered.get(), started.get()),
            e);
      }
      if (failure.get() != null) {
        throw new IllegalStateException("a watch could not be opened", failure.get());
      }
    }
  }

  private RecordParser lines() {
    var first = new AtomicBoolean(true);
    return RecordParser.newDelimited(
        "\n",
        line -> {
          long now = System.nanoTime();
          if (first.getAndSet(false)) {
            started.incrementAndGet();
          }
          note(line.getBytes(), now);
        });
  }

  private void note(byte[] line, long now) {
    if (!has(line, 0, CHANGE)) {
      return;
    }
    for (int at = CHANGE.length; at < line.length; at++) {
      if (has(line, at, STAMP)) {
        latencies.add((now - number(line, at + STAMP.length)) / 1e6);
        seen.incrementAndGet();
        return;
      }
    }
  }

  private static boolean has(byte[] line, int at, byte[] word) {
    int end = at + word.length;
    return end < line.length && Arrays.equals(line, at, end, word, 0, word.length);
  }

  private static long number(byte[] line, int from) {
    long number = 0;
    for (int at = from; line[at] != '"'; at++) {
      number = number * 10 + line[at] - '0';
    }
    return number;
  }

  /**
   * How many changes have been seen, by all watches together.
   *
   * @throws IllegalStateException a watch ended, so that there will never be as many as expected
   */
  int seen() {
    if (failure.get() != null) {
      throw new IllegalStateException("a watch broke off", failure.get());
    }
    return seen.get();
  }

  /** Of the latencies so far. */
  void forget() {
    latencies.clear();
  }

  /** In milliseconds. */
  List<Double> latencies() {
    return List.copyOf(latencies);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
