package io.lonejupiter.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.e2e.harness.Part;
import io.lonejupiter.e2e.harness.Shell;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Ports;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the image, and that a server starts from nothing else. */
@Tag("thorough")
class ImageIT {
  private static Image image;

  @TempDir Path folder;

  @BeforeAll
  static void read() {
    image = Image.built();
  }

  @Test
  void itStartsTheProgramAsAUserWhoIsNotRoot() {
    var config = image.config().path("config");
    assertThat(texts(config.path("Entrypoint")))
        .startsWith("/opt/java/bin/java")
        .endsWith("-cp", "/app/libs/*", "io.lonejupiter.cli.Main");
    var pod = Chart.render(Chart.CONSUL).pod().path("securityContext");
    assertThat(config.path("User").asText())
        .isEqualTo(pod.path("runAsUser").asText() + ":" + pod.path("runAsGroup").asText());
    assertThat(config.path("ExposedPorts").has("8080/tcp")).isTrue();
    assertThat(config.at("/Labels/org.opencontainers.image.version").asText())
        .isEqualTo(Chart.render(Chart.CONSUL).container().path("image").asText().split(":")[1]);
    assertThat(config.at("/Labels/org.opencontainers.image.licenses").asText())
        .isEqualTo("Apache-2.0");
  }

  @Test
  void itsLayersAreThoseThatItNames() {
    var digests = texts(image.config().at("/rootfs/diff_ids"));
    assertThat(image.layers().stream().map(Image::digest)).containsExactlyElementsOf(digests);
  }

  @Test
  void nothingInItDependsOnWhenItWasBuilt() {
    assertThat(Instant.parse(image.config().path("created").asText()))
        .isEqualTo("2026-01-01T00:00:00Z");
    assertThat(image.entries())
        .hasSizeGreaterThan(100)
        .allMatch(entry -> entry.getLastModifiedTime().toMillis() == 1_000);
  }

  @Test
  void itsJavaIsTheSameHoweverOftenItIsBuilt() throws IOException {
    var home = Chart.home();
    var modules =
        Files.readAllLines(home.resolve("image/pom.xml")).stream()
            .filter(line -> line.contains("<image.modules>"))
            .map(line -> line.replaceAll("\\s*</?image.modules>\\s*", ""))
            .findFirst()
            .orElseThrow();
    var again = folder.resolve("again");
    Shell.run(
            folder,
            Map.of(),
            List.of(
                home.resolve("image/root.sh").toString(),
                System.getProperty("java.home"),
                modules,
                again.toString()))
        .orFail();
    assertThat(digests(again)).isEqualTo(digests(home.resolve("image/target/root")));
  }

  private static Map<String, String> digests(Path root) throws IOException {
    var digests = new TreeMap<String, String>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            digests.put(root.relativize(file).toString(), Image.digest(Files.readAllBytes(file)));
            return FileVisitResult.CONTINUE;
          }
        });
    return digests;
  }

  @Test
  void nobodyMayChangeTheProgram() {
    assertThat(image.entries())
        .allMatch(entry -> entry.getLongUserId() == 0 && (entry.getMode() & 07000) == 0);
    assertThat(image.entries().stream().filter(e -> (e.getMode() & 022) != 0))
        .extracting(entry -> "/" + entry.getName().replaceAll("^/+|/+$", ""))
        .containsExactlyInAnyOrder("/tmp", "/var/lib/lonejupiter");
  }

  @Test
  void aServerStartsFromItsFilesAloneAndChangesNone() throws IOException {
    var root = Files.createDirectories(folder.resolve("root"));
    var data = Files.createDirectories(folder.resolve("data"));
    image.unpack(root);
    var port = Ports.free("127.0.0.1");
    var command = new ArrayList<String>();
    command.add(resource("/run-image.sh").toString());
    command.addAll(List.of(root.toString(), data.toString()));
    command.add(Files.createDirectories(folder.resolve("tmp")).toString());
    command.add(image.config().at("/config/User").asText());
    command.addAll(texts(image.config().at("/config/Entrypoint")));
    try (var consul =
        ConsulServer.startForTest(Tools.standard(line -> {}).consul(), folder.resolve("consul"))) {
      command.addAll(
          List.of(
              "server",
              "--consul=" + consul.url(),
              "--data=/var/lib/lonejupiter",
              "--port=" + port,
              "--api-port=" + Ports.free("127.0.0.1")));
      try (var server = Part.run(folder.resolve("server.log"), Map.of(), command)) {
        await("it leads")
            .atMost(Duration.ofSeconds(60))
            .until(() -> !server.isAlive() || Probe.of(port).isReady());
        assertThat(server.isAlive()).as(server.said()).isTrue();
        assertThat(data.resolve("kubeconfig")).isNotEmptyFile();
      }
    }
  }

  private static Path resource(String name) {
    return Path.of(ImageIT.class.getResource(name).getPath());
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
