package io.lonejupiter.apiserver.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Documents and what is wrong with them; the file is the specification. */
class DefinitionRulesTest {

  private static List<JsonNode> table() throws IOException {
    try (InputStream in = DefinitionRulesTest.class.getResourceAsStream("/definition/rules.yaml")) {
      return Json.readYamlDocuments(in);
    }
  }

  @TestFactory
  Stream<DynamicTest> tellsAllThatIsWrong() throws IOException {
    List<JsonNode> table = table();
    assertThat(table).hasSizeGreaterThan(20);
    return table.stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.path("about").asText(),
                    () -> assertThat(errors(row)).isEqualTo(texts(row.path("errors")))));
  }

  private static List<String> errors(JsonNode row) {
    ObjectNode definition = definition(row.path("spec"));
    JsonNode before = row.has("before") ? definition(row.path("before")) : null;
    return DefinitionRules.check(before, definition).stream().map(FieldError::toString).toList();
  }

  /** What a row does not say is as it should be. */
  private static ObjectNode definition(JsonNode differing) {
    ObjectNode definition = Json.object();
    definition.putObject("metadata").put("name", "as.rules.test");
    ObjectNode spec = definition.putObject("spec");
    spec.put("group", "rules.test").put("scope", "Namespaced");
    spec.putObject("names").put("plural", "as").put("kind", "A");
    ObjectNode version = spec.putArray("versions").addObject();
    version.put("name", "v1").put("served", true).put("storage", true);
    ObjectNode schema = version.putObject("schema").putObject("openAPIV3Schema");
    schema.put("type", "object");
    if (differing.has("properties")) {
      schema.set("properties", differing.get("properties"));
    } else if (differing.has("version")) {
      version.setAll((ObjectNode) differing.get("version"));
    } else if (differing.isObject()) {
      spec.setAll((ObjectNode) differing);
    }
    DefinitionDefaults.apply(definition);
    DefinitionStatus.initial(definition);
    Conditions.set(definition, "Established", true, "Test", "", "2026-01-01T00:00:00Z");
    return definition;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
