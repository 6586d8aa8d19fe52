package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.lonejupiter.e2e.harness.Instance;
import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.e2e.harness.ReferenceApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same system on a real Kubernetes API, which {@code LJ_REFERENCE_API} (a launcher that prints
 * a kubeconfig's path) starts; not run where it is not set.
 */
@EnabledIfEnvironmentVariable(named = "LJ_REFERENCE_API", matches = ".+")
@Tag("thorough")
class ReferenceApiE2E {
  @TempDir static Path folder;
  private static ReferenceApi api;
  private static LoneJupiter system;

  @BeforeAll
  static void up() {
    api = ReferenceApi.start(Map.of());
    system = LoneJupiter.onApi(folder.resolve("lj"), api.kubeconfig().toString());
  }

  @AfterAll
  static void down() {
    if (system != null) {
      system.close();
    }
    if (api != null) {
      api.close();
    }
  }

  @Test
  void theExamplesRunAndScaleThere() {
    var versions = new HashMap<String, Integer>();
    for (int i = 0; i < 500; i++) {
      var body = system.request("/shop").body();
      versions.merge(body.contains("1.1.0") ? "1.1.0" : "1.0.0", 1, Integer::sum);
    }
    assertThat(versions.get("1.1.0")).isBetween(24, 26);

    system.kubectl("scale", "appmap/hello", "--replicas=5").orFail();
    system.awaitReady("applicationmap", "hello", "default");
    assertThat(system.instances("default", "hello")).hasSize(5).allMatch(Instance::ready);
    system.kubectl("scale", "appmap/hello", "--replicas=2").orFail();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> system.instances("default", "hello").size() == 2);
    assertThat(system.kubectl("describe", "appmap/hello").orFail()).contains("AllInstancesReady");
    assertThat(system.kubectl("explain", "appmap.spec.placement").orFail()).contains("requires");
  }

  /** The table that the core's own rules are tested with, asked of the CEL rules. */
  @TestFactory
  Stream<DynamicTest> theApisRulesSayWhatTheCoresDo() throws IOException {
    var yaml = new ObjectMapper(new YAMLFactory());
    var table = system.home().resolve("operator/core/src/test/resources/validation-cases.yaml");
    var cases = yaml.readTree(Files.readString(table));
    assertThat(cases.size()).isGreaterThan(20);
    return StreamSupport.stream(cases.spliterator(), false)
        .map(c -> DynamicTest.dynamicTest(c.path("name").asText(), () -> ask(yaml, c)));
  }

  private static void ask(ObjectMapper yaml, JsonNode testCase) throws IOException {
    var kind = testCase.path("kind").asText();
    var object = yaml.createObjectNode();
    object.put("apiVersion", "lonejupiter.io/v1alpha1").put("kind", kind);
    object.putObject("metadata").put("name", "a-case");
    object.set("spec", testCase.path("spec"));
    var file = folder.resolve("case.yaml");
    Files.writeString(file, yaml.writeValueAsString(object));
    var answer = system.kubectl("create", "--dry-run=server", "-f", file.toString());
    if (testCase.path("errors").isEmpty()) {
      answer.orFail();
      return;
    }
    assertThat(answer.exitCode()).isNotZero();
    for (var error : testCase.path("errors")) {
      assertThat(answer.all())
          .contains(error.path("path").asText(), error.path("message").asText());
    }
  }
}
