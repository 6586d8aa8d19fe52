package io.lonejupiter.apiserver.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.schema.SchemaParser;
import io.lonejupiter.apiserver.status.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RulesTest {
  private static final String START = "<nil>: Invalid value: ";

  private static JsonNode yaml(String text) {
    try {
      return Json.parseYaml(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema schema(String text) {
    return SchemaParser.parse(yaml(text));
  }

  private static List<String> errors(Schema schema, String before, String after) {
    JsonNode old = before == null ? null : yaml(before);
    return Rules.of(schema).check(old, yaml(after)).errors().stream()
        .map(FieldError::toString)
        .toList();
  }

  @Test
  void rulesThatWereCompiledBeforehandSayTheSame() {
    Schema schema =
        schema(
            """
            type: object
            properties:
              list:
                type: array
                maxItems: 5
                items:
                  type: object
                  properties: {size: {type: integer}}
                  x-kubernetes-validations: [{rule: "self.size > 1", message: too small}]
            x-kubernetes-validations: [{rule: "size(self.list) > 1", message: too few}]
            """);
    Rules rules = Rules.of(schema);
    rules.compile();
    String object = "{list: [{size: 1}]}";
    assertThat(rules.check(null, yaml(object)).errors().stream().map(FieldError::toString))
        .hasSize(2)
        .containsExactlyElementsOf(errors(schema, null, object));
  }

  /** Each line of the table was put to a real Kubernetes, whose words are those expected. */
  @TestFactory
  Stream<DynamicTest> saysWhatKubernetesSays() throws IOException {
    JsonNode table;
    try (InputStream in = RulesTest.class.getResourceAsStream("/cel/rules.yaml")) {
      table = Json.parseYaml(in.readAllBytes());
    }
    assertThat(table.path("cases")).hasSizeGreaterThan(250);
    return Stream.iterate(0, i -> i < table.path("cases").size(), i -> i + 1)
        .map(i -> table.path("cases").get(i))
        .map(row -> DynamicTest.dynamicTest(name(row), () -> check(table, row)));
  }

  private static String name(JsonNode row) {
    return row.path("rule").asText(row.path("shows").asText());
  }

  private static void check(JsonNode table, JsonNode row) {
    ObjectNode schema = table.path("schema").deepCopy();
    ObjectNode rule = schema.putArray("x-kubernetes-validations").addObject();
    if (row.has("shows")) {
      rule.put("rule", "false").put("message", "no message");
      rule.put("messageExpression", row.path("shows").asText());
    } else {
      rule.put("rule", row.path("rule").asText());
    }
    List<FieldError> errors =
        Rules.of(SchemaParser.parse(schema)).check(null, table.path("object")).errors();
    String says = row.path("says").asText();
    if (says.isEmpty()) {
      assertThat(errors).isEmpty();
    } else {
      assertThat(errors).extracting(FieldError::toString).containsExactly(START + says);
    }
  }

  private static final Schema KEYED =
      schema(
          """
          type: object
          properties:
            ports:
              type: array
              x-kubernetes-list-type: map
              x-kubernetes-list-map-keys: [name]
              items:
                type: object
                x-kubernetes-validations:
                  - {rule: self.number >= oldSelf.number, message: cannot sink}
                  - {rule: self.number != 13, message: unlucky}
                properties: {name: {type: string}, number: {type: integer}}
          """);

  @Test
  void comparesAnItemOfAKeyedListWithTheOneOfTheSameKey() {
    String before = "{ports: [{name: a, number: 5}, {name: b, number: 9}]}";
    assertThat(errors(KEYED, before, "{ports: [{name: b, number: 9}, {name: a, number: 4}]}"))
        .containsExactly("ports[1]: Invalid value: cannot sink");
    assertThat(errors(KEYED, before, "{ports: [{name: c, number: 1}]}")).isEmpty();
  }

  @Test
  void doesNotAskTransitionRulesWhenNothingWasThere() {
    assertThat(errors(KEYED, null, "{ports: [{name: a, number: 1}]}")).isEmpty();
  }

  @Test
  void forgivesWhatWasWrongBeforeAndDidNotChange() {
    JsonNode before = yaml("{ports: [{name: a, number: 13}], x: 1}");
    JsonNode after = yaml("{ports: [{name: a, number: 13}, {name: b, number: 2}], x: 2}");
    Verdict verdict = Rules.of(KEYED).check(before, after);
    assertThat(verdict.errors()).isEmpty();
    assertThat(verdict.forgiven())
        .extracting(FieldError::toString)
        .containsExactly("ports[0]: Invalid value: unlucky");
  }

  @Test
  void givesAnOptionalOldSelfToRulesThatAskForIt() {
    Schema schema =
        schema(
            """
            type: object
            properties:
              "n":
                type: integer
                x-kubernetes-validations:
                  - rule: "oldSelf.hasValue() ? self >= oldSelf.value() : self == 0"
                    optionalOldSelf: true
                    message: starts at 0 and grows
            """);
    assertThat(errors(schema, null, "{'n': 0}")).isEmpty();
    assertThat(errors(schema, null, "{'n': 1}")).hasSize(1);
    assertThat(errors(schema, "{'n': 2}", "{'n': 1}"))
        .containsExactly("n: Invalid value: 1: starts at 0 and grows");
  }

  @Test
  void stopsWhatDoesTooMuchAtTheUnitKubernetesStops() {
    Schema schema =
        schema(
            """
            type: object
            properties:
              xs:
                type: array
                items: {type: integer}
                x-kubernetes-validations: [{rule: "self.all(a, self.all(b, a == b || a != b))"}]
            """);
    assertThat(errors(schema, null, numbers(333))).isEmpty();
    assertThat(errors(schema, null, numbers(334)))
        .singleElement()
        .asString()
        .contains("'operation cancelled: actual cost limit exceeded'");
  }

  private static String numbers(int count) {
    StringBuilder text = new StringBuilder("{xs: [0");
    for (int i = 1; i < count; i++) {
      text.append(", ").append(i);
    }
    return text.append("]}").toString();
  }
}
