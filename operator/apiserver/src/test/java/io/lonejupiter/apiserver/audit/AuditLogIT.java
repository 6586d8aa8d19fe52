package io.lonejupiter.apiserver.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.access.Attributes;
import io.lonejupiter.apiserver.access.User;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit log's files hold, also when the disk is full. */
class AuditLogIT {
  private static final int LARGE = 1_000_000;

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("audit.log");
  }

  private static AuditEvent event(String id) {
    return new AuditEvent(
        id,
        User.authenticated("bob", List.of("g")),
        null,
        Attributes.of("POST", "/api/v1/namespaces/default/configmaps", Map.of()),
        "POST",
        "/api/v1/namespaces/default/configmaps?fieldManager=x",
        "127.0.0.1",
        "kubectl/v1",
        201,
        Instant.parse("2026-11-21T12:00:00Z"),
        Instant.parse("2026-11-21T12:00:00.001Z"),
        "allow",
        "because");
  }

  private static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      events.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
    }
    return events;
  }

  @Test
  void keepsEventsInOrderInAFileOfItsOwnerAlone() throws IOException {
    try (var log = new AuditLog(new AuditSettings(file(), LARGE, 2, 1000))) {
      IntStream.range(0, 500).forEach(i -> log.add(event("e" + i)));
    }
    assertThat(read(file()).stream().map(e -> e.path("auditID").asText()))
        .containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(i -> "e" + i).toList());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void anEventHasTheShapeOfKubernetes() throws IOException {
    try (var log = new AuditLog(new AuditSettings(file(), LARGE, 2, 10))) {
      log.add(event("e"));
    }
    String expected =
        "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"level\":\"Metadata\","
            + "\"auditID\":\"e\",\"stage\":\"ResponseComplete\","
            + "\"requestURI\":\"/api/v1/namespaces/default/configmaps?fieldManager=x\","
            + "\"verb\":\"create\",\"user\":{\"username\":\"bob\","
            + "\"groups\":[\"g\",\"system:authenticated\"]},\"sourceIPs\":[\"127.0.0.1\"],"
            + "\"userAgent\":\"kubectl/v1\",\"objectRef\":{\"resource\":\"configmaps\","
            + "\"namespace\":\"default\",\"apiVersion\":\"v1\"},"
            + "\"responseStatus\":{\"metadata\":{},\"code\":201},"
            + "\"requestReceivedTimestamp\":\"2026-11-21T12:00:00.000000Z\","
            + "\"stageTimestamp\":\"2026-11-21T12:00:00.001000Z\","
            + "\"annotations\":{\"authorization.k8s.io/decision\":\"allow\","
            + "\"authorization.k8s.io/reason\":\"because\"}}\n";
    assertThat(Files.readString(file())).isEqualTo(expected);
  }

  @Test
  void beginsANewFileWhenOneIsFullAndKeepsSoMany() throws IOException {
    int two = 2 * Json.bytes(event("e0").toJson()).length + 10;
    try (var log = new AuditLog(new AuditSettings(file(), two, 3, 1000))) {
      IntStream.range(0, 9).forEach(i -> log.add(event("e" + i)));
    }
    assertThat(read(file())).hasSize(1);
    assertThat(read(directory.resolve("audit.log.1")).get(0).path("auditID").asText())
        .isEqualTo("e6");
    assertThat(read(directory.resolve("audit.log.2")).get(0).path("auditID").asText())
        .isEqualTo("e4");
    assertThat(directory.resolve("audit.log.3")).doesNotExist();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("audit.log.1"))))
        .isEqualTo("rw-------");
  }

  @Test
  void goesOnAfterARestart() throws IOException {
    for (String id : List.of("before", "after")) {
      try (var log = new AuditLog(new AuditSettings(file(), LARGE, 2, 10))) {
        log.add(event(id));
      }
    }
    assertThat(read(file()).stream().map(e -> e.path("auditID").asText()))
        .containsExactly("before", "after");
  }

  @Test
  void saysHowManyEventsAFullDiskHasCost() throws IOException {
    // Every write to this device fails with "No space left on device".
    Files.createSymbolicLink(file(), Path.of("/dev/full"));
    try (var log = new AuditLog(new AuditSettings(file(), LARGE, 2, 10))) {
      log.add(event("lost0"));
      log.add(event("lost1"));
      await().until(() -> log.lost() == 2);
      Files.delete(file());
      log.add(event("kept"));
      log.add(event("next"));
    }
    List<JsonNode> events = read(file());
    assertThat(events.stream().map(e -> e.path("auditID").asText()))
        .containsExactly("kept", "next");
    assertThat(events.get(0).path("annotations").path("audit.lonejupiter.io/lost").asText())
        .isEqualTo("2");
    assertThat(events.get(1).path("annotations").has("audit.lonejupiter.io/lost")).isFalse();
  }
}
