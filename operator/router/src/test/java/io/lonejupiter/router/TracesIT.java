package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.route;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.core.document.RouteDocument;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a router says of each request, with a real HAProxy. */
class TracesIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String ASKING = "X-LoneJupiter-Route: ?";

  @RegisterExtension static final Stages STAGES = new Stages();

  @TempDir Path folder;

  @Test
  void eachRequestIsALineOfJsonAlsoAfterAReloadAndAfterTheFileWasCut() throws IOException {
    var log = folder.resolve("access.log");
    var stage = STAGES.stage();
    stage.settings = stage.settings.withTraces(log.toString(), false);
    serve(stage, "r1", prefix("/shop"));
    stage.raw("a.org", "/shop?x=1");
    stage.raw("a\"b.org", "/else?x=\"y\"");
    await().atMost(LIMIT).until(() -> lines(log).size() == 2);
    var first = lines(log).get(0);
    assertThat(first.get("route").asText()).isEqualTo("prod.shop/0");
    assertThat(first.get("backend").asText()).isEqualTo(stage.app + ":1.0.0");
    assertThat(first.get("instance").asText()).isEqualTo("prod.shop-1");
    assertThat(first.get("status").asInt()).isEqualTo(200);
    assertThat(first.get("uri").asText()).isEqualTo("/shop?x=1");
    assertThat(first.get("host").asText()).isEqualTo("a.org");
    assertThat(first.get("time").asDouble()).isGreaterThan(1e9);
    assertThat(first.get("millis").get("total").asInt()).isNotNegative();
    assertThat(lines(log).get(1).get("status").asInt()).isEqualTo(404);
    assertThat(lines(log).get(1).get("instance").asText()).isEqualTo("-");
    assertThat(lines(log).get(1).get("host").asText()).isEqualTo("a\"b.org");
    assertThat(lines(log).get(1).get("uri").asText()).isEqualTo("/else?x=\"y\"");

    try (var file = FileChannel.open(log, StandardOpenOption.WRITE)) {
      file.truncate(0);
    }
    var worker = stage.proxy().workerPid();
    var match =
        MatchesIT.match(MatchesIT.prefix("/"), List.of(MatchesIT.is("x", "1")), null, null, null);
    serve(stage, "r2", match);
    assertThat(stage.proxy().workerPid()).isNotEqualTo(worker);
    stage.exchange("GET", "any", "/", "X: 1");
    await().atMost(LIMIT).until(() -> lines(log).size() == 1);
    assertThat(lines(log).get(0).get("uri").asText()).isEqualTo("/");
  }

  @Test
  void aSyslogTakesTheLinesToo() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      var stage = STAGES.stage();
      stage.settings = stage.settings.withTraces("udp://127.0.0.1:" + socket.getLocalPort(), false);
      serve(stage, "r1", prefix("/"));
      stage.raw("any", "/shop");
      var packet = new DatagramPacket(new byte[4_096], 4_096);
      socket.receive(packet);
      var line = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
      assertThat(line).startsWith("<").contains("\"backend\":\"" + stage.app + ":1.0.0\"");
    }
  }

  @Test
  void answersSayHowTheyCameAboutOnlyWhereTheRouterMayAndTheRequestAsks() {
    var stage = STAGES.stage();
    stage.settings = stage.settings.withTraces("", true);
    serve(stage, "r1", prefix("/"));
    assertThat(trace(stage, ASKING))
        .matches(
            "route=prod\\.shop/0; backend="
                + stage.app
                + ":1\\.0\\.0; instance=prod\\.shop-1; by=route");
    assertThat(trace(stage, "X-Else: 1")).isEmpty();
    serve(stage, "r2", prefix("/else"));
    assertThat(stage.raw("any", "/")).startsWith("404");
    assertThat(trace(stage, ASKING)).as("no route took it").isEmpty();
    serve(stage, "r3", prefix("/"));
    stage.stopRouter();
    stage.settings = stage.settings.withTraces("", false);
    stage.start();
    await().atMost(LIMIT).until(() -> trace(stage, ASKING).isEmpty());
  }

  /** What a stage's router says of a request that asks; empty if it says nothing. */
  static String trace(Stage stage) {
    return trace(stage, ASKING);
  }

  private static String trace(Stage stage, String header) {
    return stage.exchange("GET", "any", "/", header).headers().stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("x-lonejupiter-route: "))
        .map(line -> line.substring("x-lonejupiter-route: ".length()))
        .findFirst()
        .orElse("");
  }

  private static void serve(Stage stage, String revision, io.lonejupiter.model.RouteMatch match) {
    RouteDocument document =
        document("shop", revision, route(match, version(stage.app, "1.0.0", null)));
    if (stage.report() == null) {
      stage.register(stage.app("shop-1", "1.0.0"));
      stage.start();
    }
    stage.put(document);
    await().atMost(LIMIT).until(() -> stage.obeys(document));
    await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == 1);
  }

  private static List<JsonNode> lines(Path log) throws IOException {
    var nodes = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(log)) {
      nodes.add(new ObjectMapper().readTree(line));
    }
    return nodes;
  }
}
