package io.lonejupiter.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.agent.process.LogFiles;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads logs over HTTP, as a server does. */
class LogServerIT {
  private static final String ID = "shop.web-1";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private LogWatch logs;
  private LogServer server;
  private InstanceLog log;

  @BeforeEach
  void start() throws Exception {
    logs = LogWatch.start();
    server = LogServer.start("127.0.0.1", logs);
    log = logs.open(ID, id -> new InstanceLog(new LogFiles(folder)));
    logs.watch(log);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    logs.close();
  }

  private HttpRequest request(String path, String token) {
    var endpoint = server.endpoint();
    return HttpRequest.newBuilder(
            URI.create("http://" + endpoint.address() + ":" + endpoint.port() + path))
        .header("Authorization", "Bearer " + token)
        .timeout(Duration.ofSeconds(20))
        .build();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(request(path, server.endpoint().token()), BodyHandlers.ofString());
  }

  private void write(String text) throws Exception {
    Files.writeString(
        folder.resolve("stdout.log"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** The lines without their stamps. */
  private static List<String> texts(String body) {
    return body.lines()
        .filter(line -> line.contains(" "))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .collect(Collectors.toList());
  }

  @Test
  void refusesWhoDoesNotKnowTheToken() throws Exception {
    log.runStarts();
    write("secret\n");
    var wrong = http.send(request("/logs/" + ID, "guess"), BodyHandlers.ofString());
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).doesNotContain("secret");
    var none =
        http.send(
            HttpRequest.newBuilder(request("/logs/" + ID, "x").uri()).build(),
            BodyHandlers.ofString());
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(server.endpoint().toString()).doesNotContain(server.endpoint().token());
  }

  @Test
  void saysWhatThereIsNot() throws Exception {
    assertThat(get("/logs/shop.other").body()).isEqualTo("no such instance\n");
    assertThat(get("/logs/" + ID).body()).isEqualTo("not started\n");
    log.runStarts();
    assertThat(get("/logs/" + ID + "?previous").body()).isEqualTo("no previous run\n");
    assertThat(get("/logs/" + ID + "?tail=x").statusCode()).isEqualTo(400);
    assertThat(get("/logs/../lock").statusCode()).isEqualTo(404);
  }

  @Test
  void tellsLinesWithTheTimesAtWhichTheyArrived() throws Exception {
    log.runStarts();
    var before = System.currentTimeMillis();
    write("one\ntwo");
    var body = get("/logs/" + ID).body();
    assertThat(texts(body)).containsExactly("stdout F one", "stdout P two");
    assertThat(body).endsWith("end\n");
    var stamp = body.lines().filter(l -> l.endsWith("one")).findFirst().orElseThrow().split(" ")[0];
    assertThat(java.time.Instant.parse(stamp).toEpochMilli())
        .isBetween(before - 1, System.currentTimeMillis());
  }

  @Test
  void followsWhatIsWrittenUntilTheInstanceIsGone() throws Exception {
    log.runStarts();
    write("one\n");
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    var done =
        http.sendAsync(
                request("/logs/" + ID + "?follow", server.endpoint().token()),
                BodyHandlers.ofLines())
            .thenAccept(response -> response.body().forEach(seen::add));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> seen.stream().anyMatch(l -> l.endsWith("one")));
    write("two\n");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> seen.stream().anyMatch(l -> l.endsWith("two")));
    log.runEnds(false);
    log.finish(Duration.ofSeconds(10));
    done.join();
    assertThat(seen).last().isEqualTo("end");
  }

  @Test
  void aReaderThatTakesNothingIsDropped() throws Exception {
    server.close();
    server = LogServer.start("127.0.0.1", logs, Duration.ofMillis(200).toNanos());
    log.runStarts();
    write(("x".repeat(1_000) + "\n").repeat(20_000));
    var endpoint = server.endpoint();
    try (var sleepy = new Socket(endpoint.address(), endpoint.port())) {
      var request =
          "GET /logs/%s?follow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(ID, endpoint.token());
      sleepy.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      await().atMost(Duration.ofSeconds(20)).until(() -> server.readers() == 1);
      await().atMost(Duration.ofSeconds(20)).until(() -> server.readers() == 0);
    }
  }

  @Test
  void aReaderThatIsAwayHoldsUpNobody() throws Exception {
    log.runStarts();
    var line = "x".repeat(1_000) + "\n";
    write(line.repeat(20_000));
    var endpoint = server.endpoint();
    try (var sleepy = new Socket(endpoint.address(), endpoint.port())) {
      var request =
          "GET /logs/%s?follow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(ID, endpoint.token());
      sleepy.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var in = new BufferedReader(new InputStreamReader(sleepy.getInputStream()));
      assertThat(in.readLine()).contains("200");
      write("more\n");
      assertThat(texts(get("/logs/" + ID + "?tail=1").body())).containsExactly("stdout F more");
    }
  }
}
