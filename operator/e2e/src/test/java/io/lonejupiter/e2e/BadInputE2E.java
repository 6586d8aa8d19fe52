package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.e2e.harness.LoneJupiter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person can get wrong: a rejection, or a condition that says what to do. */
@Tag("thorough")
class BadInputE2E {
  @TempDir static Path folder;
  private static LoneJupiter system;

  @BeforeAll
  static void up() {
    system = LoneJupiter.up(folder.resolve("lj"));
  }

  @AfterAll
  static void down() {
    assertThat(system.isReady("applicationmap", "hello", "default"))
        .as("what ran keeps running")
        .isTrue();
    system.close();
  }

  @Test
  void aWrongChecksumIsNamedWithBothDigests() {
    var url = system.variable("LJ_SERVER") + "/healthz";
    system
        .apply(
            """
            apiVersion: lonejupiter.io/v1alpha1
            kind: Artifact
            metadata: {name: wrong-1, namespace: default}
            spec:
              app: wrong
              version: "1"
              source: {type: HTTP, url: "%s"}
              sha256: "%s"
              format: executable
            """
                .formatted(url, "0".repeat(64)))
        .orFail();
    system.apply(map("wrong", "artifact: {app: wrong, version: \"1\"}")).orFail();
    var ready = awaitReason("wrong", "ChecksumMismatch");
    assertThat(ready.path("message").asText()).contains("0".repeat(64));
    assertThat(system.kubectl("describe", "appmap/wrong").orFail()).contains("ChecksumMismatch");
  }

  @Test
  void aMissingArtifactIsNamed() {
    system.apply(map("missing", "artifact: {app: nowhere, version: 9.9.9}")).orFail();
    assertThat(awaitReason("missing", "ArtifactNotFound").path("message").asText())
        .contains("nowhere", "9.9.9", "push it");
  }

  @Test
  void aMissingArtifactLeavesWhatRunsAlone() {
    var before = system.instances("default", "api-v1");
    system
        .kubectl(
            "patch",
            "appmap",
            "api-v1",
            "--type=merge",
            "-p",
            "{\"spec\":{\"artifact\":{\"version\":\"7.7.7\"}}}")
        .orFail();
    assertThat(awaitReason("api-v1", "ArtifactNotFound").path("message").asText())
        .contains("what runs keeps running");
    assertThat(system.instances("default", "api-v1")).isEqualTo(before);
    assertThat(system.request("/api/v1").statusCode()).isEqualTo(200);
    system
        .kubectl(
            "patch",
            "appmap",
            "api-v1",
            "--type=merge",
            "-p",
            "{\"spec\":{\"artifact\":{\"version\":\"1.0.0\"}}}")
        .orFail();
    system.awaitReady("applicationmap", "api-v1", "default");
  }

  @Test
  void aCommandThatExitsAtOnceIsACrashLoopWithItsLastWords() {
    system
        .apply(
            map(
                "crash",
                """
                artifact: {app: hello, version: 1.0.0}
                  run: {command: [sh, -c, "echo no database >&2; exit 3"], ports: [{name: http}]}"""))
        .orFail();
    var ready = awaitReason("crash", "CrashLoop");
    assertThat(ready.path("message").asText()).contains("3", "no database");
  }

  @Test
  void aCheckThatNeverPassesSaysWhatTheCheckSaid() {
    system
        .apply(
            map(
                "red",
                """
                artifact: {app: hello, version: 1.0.0}
                  run: {command: [sleep, "1000"], ports: [{name: http}]}
                  health: {http: {path: /healthz}, interval: 1s}"""))
        .orFail();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ready("red").path("message").asText().contains("connection refused"));
    assertThat(ready("red").path("status").asText()).isEqualTo("False");
  }

  @Test
  void anImpossibleTagIsSaidForEveryHost() {
    system
        .apply(map("gpu", "artifact: {app: hello, version: 1.0.0}\n  placement: {requires: [gpu]}"))
        .orFail();
    assertThat(awaitReason("gpu", "Unplaceable").path("message").asText())
        .contains(
            "host-1: lacks the required tag gpu",
            "host-2: lacks the required tag gpu",
            "host-3: lacks the required tag gpu",
            "add the tag gpu to apphost/");
  }

  @Test
  void weightsThatDoNotAddUpAreRefused() {
    var refused =
        system.apply(
            """
            apiVersion: lonejupiter.io/v1alpha1
            kind: FrontEndConfig
            metadata: {name: ninety, namespace: default}
            spec:
              routes:
                - matches: [{path: {value: /ninety}}]
                  backendRefs:
                    - {app: hello, version: 1.0.0, weight: 85}
                    - {app: hello, version: 1.1.0, weight: 5}
            """);
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.all()).contains("spec.routes[0].backendRefs", "must add up to weightTotal");
  }

  @Test
  void aPathWithHalfAPercentEncodingIsRefused() {
    var manifest =
        """
        apiVersion: lonejupiter.io/v1alpha1
        kind: FrontEndConfig
        metadata: {name: percent, namespace: default}
        spec:
          routes:
            - matches: [{path: {value: %s}}]
              backendRefs: [{app: hello, version: 1.0.0}]
        """;
    for (var path : List.of("/100%", "/100%/a", "/a%2", "/a%2g")) {
      var refused = system.apply(manifest.formatted(path));
      assertThat(refused.exitCode()).as(path).isNotZero();
      assertThat(refused.all()).contains("spec.routes[0].matches[0].path.value", "% itself is %25");
    }
    system.apply(manifest.formatted("/100%25/%c3%A4")).orFail();
    system.kubectl("delete", "frontendconfig", "percent", "-n", "default").orFail();
  }

  @Test
  void anUnknownFieldIsRefused() {
    var refused = system.apply(map("typo", "artefact: {app: hello}"));
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.all()).contains("artefact");
  }

  @Test
  void anEditOfAnArtifactIsRefused() {
    var refused =
        system.kubectl(
            "patch",
            "artifact",
            "hello-1.0.0",
            "--type=merge",
            "-p",
            "{\"spec\":{\"branch\":\"other\"}}");
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.all()).contains("immutable");
  }

  @Test
  void ofTwoThatClaimOneMatchTheOlderWins() {
    system
        .apply(
            """
            apiVersion: lonejupiter.io/v1alpha1
            kind: FrontEndConfig
            metadata: {name: thief, namespace: default}
            spec:
              routes:
                - matches: [{path: {value: /hello}}]
                  backendRefs: [{app: shop, version: 1.0.0}]
            """)
        .orFail();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                LoneJupiter.condition(
                        system.get("frontendconfig", "thief", "-n", "default"), "Accepted")
                    .path("reason")
                    .asText()
                    .equals("Conflict"));
    assertThat(system.request("/hello").body()).contains("hello");
    system.kubectl("delete", "frontendconfig", "thief", "-n", "default").orFail();
  }

  private static String map(String name, String spec) {
    return """
        apiVersion: lonejupiter.io/v1alpha1
        kind: ApplicationMap
        metadata: {name: %s, namespace: default}
        spec:
          %s
        """
        .formatted(name, spec);
  }

  private static JsonNode ready(String map) {
    return LoneJupiter.condition(system.get("applicationmap", map, "-n", "default"), "Ready");
  }

  private static JsonNode awaitReason(String map, String reason) {
    var found =
        await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(300))
            .until(() -> ready(map), ready -> ready.path("reason").asText().equals(reason));
    assertThat(found.path("status").asText()).isEqualTo("False");
    return found;
  }
}
