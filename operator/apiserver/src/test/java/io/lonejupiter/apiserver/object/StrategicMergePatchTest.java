package io.lonejupiter.apiserver.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.status.ApiException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each line of {@code strategic-merge.yaml} is a test. */
class StrategicMergePatchTest {

  @TestFactory
  Stream<DynamicTest> patches() throws Exception {
    try (InputStream in = getClass().getResourceAsStream("/strategic-merge.yaml")) {
      List<JsonNode> lines = Json.readYamlDocuments(in);
      assertThat(lines).hasSizeGreaterThan(20);
      return lines.stream()
          .map(line -> DynamicTest.dynamicTest(line.path("name").asText(), () -> check(line)));
    }
  }

  private static void check(JsonNode line) {
    ObjectNode object = (ObjectNode) line.path("object");
    ObjectNode before = object.deepCopy();
    ObjectNode patch = (ObjectNode) line.path("patch");
    if (line.has("error")) {
      assertThatThrownBy(() -> StrategicMergePatch.apply(object, patch))
          .isInstanceOf(ApiException.class)
          .hasMessage(line.path("error").asText());
    } else {
      assertThat(StrategicMergePatch.apply(object, patch)).isEqualTo(line.path("result"));
    }
    assertThat(object).isEqualTo(before);
  }
}
