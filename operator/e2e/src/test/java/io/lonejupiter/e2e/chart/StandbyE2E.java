package io.lonejupiter.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.e2e.harness.Part;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Ports;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers behind one address, as the chart's Service has them. */
@Tag("thorough")
class StandbyE2E {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String BUILD = "#!/bin/sh\n" + "# padding\n".repeat(100_000);
  private static final String READY = "/readyz";

  @TempDir Path folder;

  @Test
  void theOneThatWaitsIsReadyHandsRequestsOnAndTakesTheLead() throws IOException {
    int leading = Ports.free("127.0.0.1");
    int waiting = Ports.free("127.0.0.1");
    try (var consul =
        ConsulServer.startForTest(Tools.standard(line -> {}).consul(), folder.resolve("consul"))) {
      var first = start(consul, leading);
      try {
        awaitStatus(leading, READY, 200);
        try (var second = start(consul, waiting)) {
          awaitStatus(waiting, READY, 200);
          assertThat(Probe.of(waiting).status("/healthz")).isEqualTo(200);
          requestsAreHandedOn(leading, waiting);
          var blob =
              "/blobs/sha256/" + Image.digest(BUILD.getBytes()).substring("sha256:".length());
          awaitStatus(waiting, blob + "?held", 200);
          var session = leadersSession(consul);
          first.close();
          assertThat(leadersSession(consul)).as("given back at its end").isNotEqualTo(session);
          assertThat(registered(consul, leading)).isFalse();
          await("the other leads")
              .atMost(Duration.ofSeconds(60))
              .until(() -> Probe.of(waiting).get("/artifacts/default").body().contains("1.0.0"));
          assertThat(second.isAlive()).isTrue();
          assertThat(Probe.of(waiting).get(blob).body()).isEqualTo(BUILD);
          aServerThatComesLaterGetsACopyToo(consul, blob);
        }
      } finally {
        first.close();
      }
    }
  }

  private void aServerThatComesLaterGetsACopyToo(ConsulServer consul, String blob)
      throws IOException {
    int later = Ports.free("127.0.0.1");
    try (var third = start(consul, later)) {
      awaitStatus(later, blob + "?held", 200);
      assertThat(Probe.of(later).get(blob).body()).isEqualTo(BUILD);
      assertThat(third.isAlive()).isTrue();
      Files.delete(data(later).resolve(blob.substring(1)));
      awaitStatus(later, blob + "?held", 404);
      assertThat(Probe.of(later).get(blob).body()).as("by the leader").isEqualTo(BUILD);
    }
  }

  private static void requestsAreHandedOn(int leading, int waiting) {
    var path = "/artifacts/default/hello/1.0.0?branch=main";
    assertThat(Probe.of(waiting).upload(path, "wrong", BUILD.getBytes()).statusCode())
        .isEqualTo(401);
    var answer = Probe.of(waiting).upload(path, TOKEN, BUILD.getBytes());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(Probe.of(waiting).upload(path, TOKEN, BUILD.getBytes()).statusCode()).isEqualTo(200);
    assertThat(Probe.of(waiting).upload(path, TOKEN, (BUILD + "x").getBytes()).statusCode())
        .isEqualTo(409);
    var sha256 = Image.digest(BUILD.getBytes()).substring("sha256:".length());
    for (int port : List.of(leading, waiting)) {
      assertThat(Probe.of(port).get("/blobs/sha256/" + sha256).body()).isEqualTo(BUILD);
      assertThat(Probe.of(port).get("/artifacts/default").body()).contains("1.0.0");
      assertThat(Probe.of(port).status("/nothing")).isEqualTo(404);
    }
  }

  /** Its place in Consul is taken before it leads: an end between the two takes it back. */
  @Test
  void aServerThatIsEndedWhileItStartsLeavesNothingInConsul() throws IOException {
    int port = Ports.free("127.0.0.1");
    try (var consul =
        ConsulServer.startForTest(Tools.standard(line -> {}).consul(), folder.resolve("consul"))) {
      try (var server = start(consul, port)) {
        await("it is registered")
            .pollInterval(Duration.ofMillis(5))
            .atMost(Duration.ofSeconds(60))
            .until(() -> registered(consul, port));
        assertThat(server.isAlive()).isTrue();
      }
      assertThat(registered(consul, port)).isFalse();
      assertThat(consulSays(consul, "/v1/session/list")).isEqualTo("[]");
    }
  }

  private static String leadersSession(ConsulServer consul) throws IOException {
    var entry =
        new ObjectMapper().readTree(consulSays(consul, "/v1/kv/lonejupiter/default/leader"));
    return entry.path(0).path("Session").asText();
  }

  private static boolean registered(ConsulServer consul, int port) {
    return consulSays(consul, "/v1/agent/services")
        .contains("lonejupiter-server-127.0.0.1-" + port);
  }

  private static String consulSays(ConsulServer consul, String path) {
    return new Probe(URI.create(consul.url())).get(path).body().strip();
  }

  @Test
  void aServerThatCannotReachConsulIsAliveAndNotReady() throws IOException {
    int port = Ports.free("127.0.0.1");
    try (var server =
        Part.start(
            folder.resolve("server.log"),
            Map.of(),
            arguments("http://127.0.0.1:" + Ports.free("127.0.0.1"), port))) {
      awaitStatus(port, "/healthz", 200);
      assertThat(Probe.of(port).status(READY)).isEqualTo(503);
      assertThat(server.isAlive()).isTrue();
    }
  }

  private Part start(ConsulServer consul, int port) throws IOException {
    return Part.start(
        folder.resolve("server-" + port + ".log"), Map.of(), arguments(consul.url(), port));
  }

  private List<String> arguments(String consul, int port) throws IOException {
    var token = Files.writeString(folder.resolve("upload-token"), TOKEN);
    return List.of(
        "server",
        "--consul=" + consul,
        "--data=" + data(port),
        "--upload-token=" + token,
        "--listen=0.0.0.0",
        "--port=" + port,
        "--api-port=" + Ports.free("127.0.0.1"));
  }

  private Path data(int port) {
    return folder.resolve("data-" + port);
  }

  private static void awaitStatus(int port, String path, int status) {
    await(port + path)
        .atMost(Duration.ofSeconds(60))
        .until(() -> Probe.of(port).status(path) == status);
  }
}
