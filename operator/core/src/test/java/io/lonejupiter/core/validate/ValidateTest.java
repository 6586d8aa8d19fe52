package io.lonejupiter.core.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.lonejupiter.model.AppHostSpec;
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.ArtifactSpec;
import io.lonejupiter.model.FrontEndConfigSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of validation-cases.yaml, which a real API is asked about too. */
class ValidateTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  @TestFactory
  Stream<DynamicTest> saysWhatTheTableSays() throws IOException {
    var cases =
        YAML.readTree(Files.readString(Path.of("src/test/resources/validation-cases.yaml")));
    assertThat(cases.size()).isGreaterThan(20);
    return StreamSupport.stream(cases.spliterator(), false)
        .map(c -> DynamicTest.dynamicTest(c.path("name").asText(), () -> check(c)));
  }

  private void check(JsonNode testCase) throws IOException {
    var expected = new ArrayList<String>();
    testCase
        .path("errors")
        .forEach(e -> expected.add(e.path("path").asText() + " " + e.path("message").asText()));
    var found =
        validate(testCase.path("kind").asText(), testCase.path("spec")).stream()
            .map(e -> e.path() + " " + e.message())
            .toList();
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  private List<FieldError> validate(String kind, JsonNode spec) throws IOException {
    return switch (kind) {
      case "ApplicationMap" ->
          Validate.applicationMap(YAML.treeToValue(spec, ApplicationMapSpec.class));
      case "FrontEndConfig" ->
          Validate.frontEndConfig(YAML.treeToValue(spec, FrontEndConfigSpec.class));
      case "Artifact" -> Validate.artifact(YAML.treeToValue(spec, ArtifactSpec.class));
      case "AppHost" -> Validate.appHost(YAML.treeToValue(spec, AppHostSpec.class));
      default -> throw new IllegalArgumentException("no rules for kind " + kind);
    };
  }

  @Test
  void saysWhatIsWrongWithARegularExpression() throws IOException {
    var spec =
        """
        routes:
          - matches:
              - path: {type: RegularExpression, value: "/a(b"}
                headers: [{name: x, type: RegularExpression, value: "(?=a)"}]
              - cookies: [{name: x, type: RegularExpression, value: "\\\\pL"}]
            backendRefs: [{app: shop, version: 1.0.0}]
        """;
    assertThat(Validate.frontEndConfig(YAML.readValue(spec, FrontEndConfigSpec.class)))
        .extracting(FieldError::path, error -> error.message().split(":")[0])
        .containsExactly(
            tuple(
                "spec.routes[0].matches[0].path.value",
                "it is no regular expression in the syntax of RE2"),
            tuple(
                "spec.routes[0].matches[0].headers[0].value",
                "it is no regular expression in the syntax of RE2"),
            tuple(
                "spec.routes[0].matches[1].cookies[0].value",
                "a regular expression must do without \\p, \\P, \\C and \\x"));
  }

  @Test
  void refusesEveryChangeOfAnArtifact() throws IOException {
    var before = YAML.readValue("{app: shop, version: 1.0.0}", ArtifactSpec.class);
    var after = YAML.readValue("{app: shop, version: 1.0.0, branch: devel}", ArtifactSpec.class);
    assertThat(Validate.artifactUpdate(before, before)).isEmpty();
    assertThat(Validate.artifactUpdate(before, after))
        .extracting(FieldError::message)
        .containsExactly("an artifact is immutable: create one with another version");
  }
}
